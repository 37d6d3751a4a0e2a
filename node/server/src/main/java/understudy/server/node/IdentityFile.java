package understudy.server.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import understudy.consensus.Configuration;
import understudy.consensus.Identity;
import understudy.consensus.Incarnation;
import understudy.consensus.NodeId;

/**
 * The file {@code identity}, which {@code format} writes into a data directory and nothing ever changes.
 *
 * <pre>
 *   understudy identity 1
 *   cluster 6f1c…            32 hex digits
 *   node 2
 *   incarnation 90ab…        32 hex digits, drawn when the directory was formatted
 *   member 1 77fe…           the cluster's first members and their incarnations; zeros where the node is to join
 *   member 2 90ab…
 *   member 3 01c3…
 *   crc32c 1a2b3c4d          of all lines before
 * </pre>
 *
 * <p>A vote counts only together with its incarnation. So the members of a cluster are formatted together: all
 * must know all incarnations. A directory that was formatted anew is another node, whatever its number.
 */
public final class IdentityFile {
    private static final String NAME = "identity";
    private static final String FIRST_LINE = "understudy identity 1";

    private IdentityFile() {}

    public static Path in(Path directory) {
        return directory.resolve(NAME);
    }

    /**
     * Formats the directories of a new cluster, one for each member, in the order of their ids.
     *
     * @param cluster 32 hex digits
     * @throws StartRefused when a directory is not empty, before any was touched
     */
    public static List<Identity> format(String cluster, List<NodeId> members, List<Path> directories) {
        if (members.size() != directories.size()) {
            throw new IllegalArgumentException(
                    members.size() + " members and " + directories.size() + " directories: each member has one");
        }
        if (directories.stream()
                        .map(path -> path.toAbsolutePath().normalize())
                        .distinct()
                        .count()
                < directories.size()) {
            throw new IllegalArgumentException("a directory is named twice: each member has its own");
        }
        for (Path directory : directories) {
            refuseUsed(directory);
        }
        SecureRandom random = new SecureRandom();
        List<Configuration.Member> all = new ArrayList<>();
        for (NodeId member : members) {
            all.add(new Configuration.Member(member, new Incarnation(random.nextLong(), random.nextLong())));
        }
        Configuration configuration = new Configuration(all);
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Identity identity =
                    new Identity(cluster, all.get(i).node(), all.get(i).incarnation(), configuration);
            write(directories.get(i), identity);
            identities.add(identity);
        }
        return identities;
    }

    /**
     * Makes the directory of a member whose own is lost: it has a fresh incarnation, and is to be readmitted. One that
     * was made so before is left as it is.
     *
     * @param cluster 32 hex digits
     * @param members all of them
     * @throws StartRefused when the directory holds anything else
     */
    public static void join(String cluster, NodeId node, List<NodeId> members, Path directory) {
        if (Files.exists(in(directory))) {
            Identity there = read(directory);
            if (!there.cluster().equals(cluster) || !there.node().equals(node)) {
                throw new StartRefused(
                        StartRefused.NOT_FORMATTED,
                        directory + " belongs to " + there.node() + " of cluster " + there.cluster() + ", not to "
                                + node + " of cluster " + cluster + ": join with an empty directory.");
            }
            return;
        }
        refuseUsed(directory);
        SecureRandom random = new SecureRandom();
        write(
                directory,
                Identity.joining(cluster, node, new Incarnation(random.nextLong(), random.nextLong()), members));
    }

    /** A fresh cluster id. */
    public static String newCluster() {
        SecureRandom random = new SecureRandom();
        return new Incarnation(random.nextLong(), random.nextLong()).toString();
    }

    /** @throws StartRefused when there is none, or it cannot be trusted */
    public static Identity read(Path directory) {
        Path file = in(directory);
        if (!Files.isDirectory(directory)) {
            throw new StartRefused(
                    StartRefused.NOT_FORMATTED,
                    directory + " is not there. A node starts on a directory that 'understudy format' has made.");
        }
        if (!Files.exists(file)) {
            throw new StartRefused(
                    StartRefused.NOT_FORMATTED,
                    directory + " is not formatted: it has no file 'identity'. A new cluster's directories are made by"
                            + " 'understudy format'; never format one of a running cluster again: it would have"
                            + " forgotten what its node promised. If the node's directory was lost, start it with"
                            + " --join: the others readmit it.");
        }
        try {
            return parse(file, Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw damaged(file, "it cannot be read: " + e.getMessage());
        }
    }

    private static void refuseUsed(Path directory) {
        try (Stream<Path> entries = Files.isDirectory(directory) ? Files.list(directory) : Stream.empty()) {
            Path found = entries.sorted().findFirst().orElse(null);
            if (found != null) {
                throw new StartRefused(
                        StartRefused.NOT_FORMATTED,
                        directory + " is not empty (it has '" + found.getFileName()
                                + "'): format makes new directories and never touches one that is in use.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + directory, e);
        }
    }

    private static void write(Path directory, Identity identity) {
        StringBuilder text = new StringBuilder(FIRST_LINE)
                .append("\ncluster ")
                .append(identity.cluster())
                .append("\nnode ")
                .append(identity.node().value())
                .append("\nincarnation ")
                .append(identity.incarnation());
        for (Configuration.Member member : identity.initial().members()) {
            text.append("\nmember ").append(member.node().value()).append(' ').append(member.incarnation());
        }
        text.append('\n');
        String checksum = checksum(text.toString());
        text.append("crc32c ").append(checksum).append('\n');
        try {
            Files.createDirectories(directory);
            Path fresh = directory.resolve(NAME + ".tmp");
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, in(directory), StandardCopyOption.ATOMIC_MOVE);
            for (Path path : List.of(directory, directory.toAbsolutePath().getParent())) {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot format " + directory, e);
        }
    }

    private static Identity parse(Path file, String text) {
        int last = text.lastIndexOf("crc32c ");
        if (!text.startsWith(FIRST_LINE + "\n")) {
            throw damaged(file, "it does not begin with '" + FIRST_LINE + "'");
        }
        if (last < 0 || !text.substring(last).equals("crc32c " + checksum(text.substring(0, last)) + "\n")) {
            throw damaged(file, "its checksum is not that of its lines");
        }
        String cluster = null;
        NodeId node = null;
        Incarnation incarnation = null;
        List<Configuration.Member> members = new ArrayList<>();
        try {
            for (String line : text.substring(FIRST_LINE.length() + 1, last).split("\n")) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "cluster" -> cluster = words[1];
                    case "node" -> node = new NodeId(Integer.parseInt(words[1]));
                    case "incarnation" -> incarnation = Incarnation.parse(words[1]);
                    case "member" ->
                        members.add(new Configuration.Member(
                                new NodeId(Integer.parseInt(words[1])), Incarnation.parse(words[2])));
                    default -> throw damaged(file, "the line '" + line + "' is not known to this version");
                }
            }
            if (cluster == null || node == null || incarnation == null) {
                throw damaged(file, "a line is missing");
            }
            return new Identity(cluster, node, incarnation, new Configuration(members));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw damaged(file, e.getMessage());
        }
    }

    private static StartRefused damaged(Path file, String how) {
        return new StartRefused(
                StartRefused.DAMAGED,
                file + " is damaged: " + how + ". It was written once by 'understudy format' and holds no data: put its"
                        + " copy back if there is one. Without it this node cannot vote again.");
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }
}
