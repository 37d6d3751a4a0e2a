package understudy.sim.page;

import java.util.List;
import understudy.consensus.DurableFacts;
import understudy.consensus.Entry;
import understudy.consensus.LogRecord;
import understudy.consensus.Message;
import understudy.replica.PeerFrame;
import understudy.script.command.Envelope;
import understudy.script.store.MalformedBytes;
import understudy.sim.check.Replies;
import understudy.sim.world.Trace;

/**
 * What an event says, read off the bytes that it carries: a frame's kind, ballot and slot, and all of it in words.
 *
 * @param kind of the frame; empty for what is no frame
 * @param ballot as {@code round.node}; empty for none
 * @param slot 0 for none
 */
record Telling(String kind, Family family, String ballot, long slot, String words) {
    private static final int MOST_WORDS = 3_000;

    /** What a frame is for. Its name is a class of the page. */
    enum Family {
        ELECTION("election"),
        REPLICATION("replication"),
        CHOSEN("chosen"),
        HEARTBEAT("heartbeat"),
        READ("read"),
        FORWARD("forward"),
        REPAIR("repair"),
        OTHER("other");

        private final String word;

        Family(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Telling of(Trace.Event event) {
        try {
            return switch (event.kind()) {
                case SEND -> frame(event.bytes());
                case APPEND -> record(event);
                case PROMISE -> promise(event.bytes());
                case CHOSEN, APPLIED -> new Telling("", Family.OTHER, "", event.first(), event.words());
                case ROLE -> new Telling("", Family.OTHER, after(event.words(), "ballot "), 0, event.words());
                default -> plain(event.words());
            };
        } catch (IllegalArgumentException | MalformedBytes e) {
            // A frame that was damaged on its way, or of a kind that this page does not know.
            int length = event.bytes() == null ? 0 : event.bytes().length;
            return new Telling("", Family.OTHER, "", 0, length + " bytes, unreadable: " + e.getMessage());
        }
    }

    private static Telling plain(String words) {
        return new Telling("", Family.OTHER, "", 0, words);
    }

    private static String after(String words, String mark) {
        int at = words.indexOf(mark);
        return at < 0 ? "" : words.substring(at + mark.length());
    }

    private static Telling record(Trace.Event event) {
        LogRecord record = LogRecord.decode((int) event.second(), event.bytes());
        String ballot =
                record instanceof LogRecord.Accept accept ? accept.ballot().toString() : "";
        return new Telling(
                "",
                Family.OTHER,
                ballot,
                record.slot(),
                (ballot.isEmpty() ? "learnt as chosen: " : "accepted in ballot " + ballot + ": ")
                        + entry(record.entry()));
    }

    private static Telling promise(byte[] bytes) {
        DurableFacts facts = DurableFacts.decode(bytes);
        return new Telling(
                "",
                Family.OTHER,
                facts.promised().toString(),
                0,
                "promised " + facts.promised() + ", floor " + facts.floorSlot() + ", life " + facts.life());
    }

    /** The kind of a frame alone, which costs nothing; 0 for an empty one. */
    static int kindOf(byte[] frame) {
        return frame == null || frame.length == 0 ? 0 : frame[0];
    }

    private static Telling frame(byte[] bytes) {
        if (bytes == null) {
            return plain("");
        }
        PeerFrame frame = PeerFrame.decode(bytes);
        if (frame instanceof PeerFrame.Core core) {
            return message(core.message());
        }
        if (frame instanceof PeerFrame.Forward forward) {
            return tell("Forward", Family.FORWARD, "", 0, commands(forward.commands()));
        }
        if (frame instanceof PeerFrame.SnapshotAsk) {
            return tell("SnapshotAsk", Family.REPAIR, "", 0, "let me have a snapshot");
        }
        if (frame instanceof PeerFrame.SnapshotOffer offer) {
            return tell("SnapshotOffer", Family.REPAIR, "", offer.slot(), offer.totalBytes() + " bytes");
        }
        if (frame instanceof PeerFrame.ChunkAsk ask) {
            return tell("ChunkAsk", Family.REPAIR, "", 0, "from byte " + ask.offset());
        }
        if (frame instanceof PeerFrame.Chunk chunk) {
            String words = chunk.totalBytes() < 0
                    ? "that snapshot is gone"
                    : chunk.bytes().length + " bytes from byte " + chunk.offset() + " of " + chunk.totalBytes();
            return tell("Chunk", Family.REPAIR, "", 0, words);
        }
        if (frame instanceof PeerFrame.Digest digest) {
            return tell("Digest", Family.HEARTBEAT, "", digest.slot(), digest.digest());
        }
        return unknown(frame);
    }

    private static Telling message(Message message) {
        if (message instanceof Message.Accept m) {
            return tell(
                    "Accept",
                    Family.REPLICATION,
                    m.ballot(),
                    m.slot(),
                    entry(m.entry()) + "; chosen up to " + m.chosenSlot());
        } else if (message instanceof Message.Accepted m) {
            return tell("Accepted", Family.REPLICATION, m.ballot(), m.slot(), "");
        } else if (message instanceof Message.Chosen m) {
            return tell("Chosen", Family.CHOSEN, m.ballot(), m.chosenSlot(), "all up to this slot are chosen");
        } else if (message instanceof Message.Heartbeat m) {
            return tell(
                    "Heartbeat",
                    Family.HEARTBEAT,
                    m.ballot(),
                    0,
                    "round " + m.round() + ", chosen up to " + m.chosenSlot());
        } else if (message instanceof Message.HeartbeatAck m) {
            return tell(
                    "HeartbeatAck",
                    Family.HEARTBEAT,
                    m.ballot(),
                    0,
                    "round " + m.round() + ", chosen up to " + m.chosenSlot());
        } else if (message instanceof Message.PreBallot m) {
            return tell(
                    "PreBallot", Family.ELECTION, m.ballot(), 0, "would you promise? first open slot " + m.openSlot());
        } else if (message instanceof Message.PreBallotReply m) {
            return tell(
                    "PreBallotReply",
                    Family.ELECTION,
                    m.ballot(),
                    0,
                    (m.granted() ? "yes" : "no") + "; has promised " + m.promised() + ", floor " + m.floorSlot());
        } else if (message instanceof Message.Prepare m) {
            return tell("Prepare", Family.ELECTION, m.ballot(), 0, "all slots from " + m.fromSlot() + " on");
        } else if (message instanceof Message.Promise m) {
            StringBuilder words = new StringBuilder("from slot " + m.fromSlot() + " on, floor " + m.floorSlot());
            words.append(m.reported().isEmpty() ? ", nothing accepted there" : "");
            for (Message.Reported reported : m.reported()) {
                words.append("\nslot ").append(reported.slot());
                words.append(reported.chosen() ? ", chosen: " : " accepted in " + reported.ballot() + ": ");
                words.append(entry(reported.entry()));
                if (words.length() > MOST_WORDS) {
                    break;
                }
            }
            return tell("Promise", Family.ELECTION, m.ballot(), 0, words.toString());
        } else if (message instanceof Message.Reject m) {
            return tell("Reject", Family.ELECTION, m.ballot(), 0, "has promised " + m.promised());
        } else if (message instanceof Message.TakeOver m) {
            return tell("TakeOver", Family.ELECTION, m.ballot(), 0, "lead in my place");
        } else if (message instanceof Message.ReadIndex m) {
            return tell("ReadIndex", Family.READ, "", 0, "ticket " + m.ticket());
        } else if (message instanceof Message.ReadIndexReply m) {
            return tell(
                    "ReadIndexReply",
                    Family.READ,
                    "",
                    Math.max(0, m.slot()),
                    "ticket " + m.ticket() + (m.slot() < 0 ? ": I do not lead" : ": apply up to this slot, then read"));
        } else if (message instanceof Message.CatchUp m) {
            return tell("CatchUp", Family.REPAIR, "", m.fromSlot(), "send me what was chosen from this slot on");
        } else if (message instanceof Message.Learn m) {
            StringBuilder words = new StringBuilder(m.entries().size() + " chosen entries from this slot on");
            for (int i = 0; i < m.entries().size() && words.length() < MOST_WORDS; i++) {
                words.append('\n').append(m.fromSlot() + i).append(": ");
                words.append(entry(m.entries().get(i)));
            }
            return tell("Learn", Family.REPAIR, "", m.fromSlot(), words.toString());
        } else if (message instanceof Message.BelowFloor m) {
            return tell(
                    "BelowFloor",
                    Family.REPAIR,
                    "",
                    m.fromSlot(),
                    "no longer in my log, my floor is " + m.floorSlot() + ": take a snapshot");
        }
        return unknown(message);
    }

    /** A kind of message that is younger than this page: its own words will do. */
    private static Telling unknown(Object message) {
        return tell(message.getClass().getSimpleName(), Family.OTHER, "", 0, message.toString());
    }

    private static Telling tell(String kind, Family family, Object ballot, long slot, String words) {
        return new Telling(kind, family, ballot.toString(), slot, limited(words));
    }

    private static String entry(Entry entry) {
        return entry.payload().length == 0 ? "(empty)" : Replies.batch(entry.payload());
    }

    private static String commands(List<Envelope> commands) {
        StringBuilder words = new StringBuilder();
        for (Envelope command : commands) {
            words.append(words.length() == 0 ? "" : "\n");
            words.append(command.origin().number()).append(": ");
            words.append(Replies.command(command.arguments()));
            if (words.length() > MOST_WORDS) {
                break;
            }
        }
        return words.toString();
    }

    static String limited(String words) {
        return words.length() <= MOST_WORDS
                ? words
                : words.substring(0, MOST_WORDS) + " [" + (words.length() - MOST_WORDS) + " more characters]";
    }
}
