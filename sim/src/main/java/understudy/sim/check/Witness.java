package understudy.sim.check;

import java.util.List;
import understudy.consensus.Incarnation;
import understudy.replica.LogWork;
import understudy.replica.StateWork;
import understudy.sim.disk.Disk;

/** What the simulator sees of the nodes from inside, at the moment at which it happens. */
public interface Witness {
    /**
     * A process has started, and has made durable what it read.
     *
     * @param disk a copy of the node's
     * @param slot what its state has applied
     */
    void booted(int node, Disk disk, long slot, String digest);

    /** A node's disk is gone for good; what comes in its place is another incarnation. */
    void wiped(int node, Incarnation fresh);

    /** The loop asked the log stage for this. */
    void asked(int node, LogWork work);

    /** This is durable now. */
    void synced(int node, List<LogWork> works);

    /** A frame leaves for another node. */
    void sent(int from, int to, byte[] frame);

    /** A frame of another node's arrives. */
    void delivered(int from, int to);

    /** The loop takes a slot for chosen and has it applied. */
    void handed(int node, StateWork.Apply apply);

    /** The state stage applied a slot. */
    void applied(int node, long slot, String digest);

    /** The state stage took a snapshot's state over. */
    void switched(int node, long slot, String digest);

    /**
     * The state stage has thrown its state away, or a process that starts finds it gone: it is of slot 0 now. What is
     * applied and committed from here on begins anew, at slot 1 or at a snapshot's.
     */
    void stateLost(int node);

    /** The loop knows of it: what it hands on from here on begins anew. */
    void renewed(int node);

    /** The state is durable up to this slot. */
    void committed(int node, long slot);
}
