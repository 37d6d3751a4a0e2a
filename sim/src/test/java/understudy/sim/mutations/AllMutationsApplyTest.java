package understudy.sim.mutations;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AllMutationsApplyTest {
    private final Catalogue catalogue = Catalogue.load();

    /** Who changes the product where a mutation is planted has to move the mutation along. */
    @Test
    void everyMutationFitsTheSourcesAndCompiles() {
        try (Workshop workshop = new Workshop(Sources.ofThisBuild())) {
            List<String> unfit = new Trials(workshop, catalogue)
                    .check(catalogue.all()).stream()
                            .map(f -> f.mutation().name() + " " + f.verdict().words() + ": " + f.what())
                            .toList();
            assertThat(unfit, is(empty()));
        }
    }

    @Test
    void thereAreFortyFiveOfTheProductAndSixOfTheSimulator() {
        Map<String, Long> must = new TreeMap<>();
        for (Mutation mutation : catalogue.all()) {
            if (mutation.mustDie()) {
                must.merge(mutation.family().equals("K") ? "simulator" : "product", 1L, Long::sum);
            }
        }
        assertThat(must.get("product"), is(greaterThanOrEqualTo(45L)));
        assertThat(must.get("simulator"), is(greaterThanOrEqualTo(6L)));
    }
}
