package understudy.chaos.run;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StageTest {
    @Test
    void eachStepOfAnEndIsTakenWhateverBecameOfTheOthers() {
        List<String> taken = new ArrayList<>();
        RuntimeException thrown = assertThrows(
                IllegalStateException.class,
                () -> Stage.takeAll(List.of(
                        () -> {
                            throw new IllegalStateException("first");
                        },
                        () -> taken.add("second"),
                        () -> {
                            throw new IllegalArgumentException("third");
                        },
                        () -> taken.add("fourth"))));
        assertThat(taken, is(List.of("second", "fourth")));
        assertThat(thrown.getMessage(), is("first"));
        assertThat(thrown.getSuppressed()[0].getMessage(), is("third"));
    }
}
