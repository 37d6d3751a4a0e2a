/**
 * The nodes' own network. Every node dials every other one and sends on the connection that it dialled; what
 * comes the other way on it are handshakes and signs of life alone. So a pair of nodes has two connections,
 * and nobody has to agree on which of two to keep.
 *
 * <p>The promise is a weak one: what arrives is what a member of this cluster sent to this node. Frames may be
 * lost, whenever a connection ends or a queue is full: consensus asks again. Nothing here blocks, and nothing
 * grows without bound.
 */
package understudy.server.peers;
