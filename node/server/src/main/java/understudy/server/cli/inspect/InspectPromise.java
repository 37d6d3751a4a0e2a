package understudy.server.cli.inspect;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import understudy.consensus.DurableFacts;
import understudy.wal.SlotFile;
import understudy.wal.TwoSlots;

/** {@code inspect promise}: what the node may never forget. */
@CommandLine.Command(
        name = "promise",
        description = "Print both copies of what a stopped node has promised.",
        mixinStandardHelpOptions = true)
final class InspectPromise implements Callable<Integer> {
    @CommandLine.Mixin
    private DataOption data = new DataOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Path directory = data.existing();
        boolean sound = true;
        try (SlotFile file = data.promise(directory)) {
            List<TwoSlots.Place> places = TwoSlots.look(file);
            for (int i = 0; i < places.size(); i++) {
                TwoSlots.Place place = places.get(i);
                sound &= place.blank() || place.value() != null;
                out.println("copy " + (i + 1) + "  " + text(place));
            }
        }
        out.flush();
        return sound ? 0 : 1;
    }

    private static String text(TwoSlots.Place place) {
        if (place.value() == null) {
            return place.blank() ? "never written" : "UNREADABLE";
        }
        try {
            DurableFacts facts = DurableFacts.decode(place.value());
            return "version " + place.version() + "  promised ballot " + facts.promised() + "  floor slot "
                    + facts.floorSlot() + "  life " + facts.life() + "  incarnation " + facts.incarnation()
                    + (facts.membership() == null
                            ? ""
                            : "  members " + facts.membership().newest().members())
                    + (facts.impaired() ? "  IMPAIRED: it abstains until what its log lost is repaired" : "");
        } catch (IllegalArgumentException e) {
            return "version " + place.version() + "  " + e.getMessage();
        }
    }
}
