package understudy.script.kahuna;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

/** What people write scripts for: election, limiter, reservation, counter, session, each on an empty store and after. */
final class UseCasesTest {
    private final Stage stage = new Stage();

    @Test
    void oneOfTwoCandidatesIsElected() {
        String election = """
                set `race/winner` @me nx ex 10000   # the term ends by itself
                if not set then
                  let winner = get `race/winner`
                  return winner == @me
                end
                return true
                """;
        assertThat(stage.text(election, "me", "north"), is("true"));
        assertThat(stage.text(election, "me", "south"), is("false"));
        assertThat(stage.text(election, "me", "north"), is("true"));
        stage.pass(10_000);
        assertThat(stage.text(election, "me", "south"), is("true"));
    }

    @Test
    void onlyTheHolderOfTheRevisionWrites() {
        String swap = """
                set plan @text cmprev @seen
                if not set then throw "someone was faster" end
                let now = get plan
                return rev(now)
                """;
        assertThat(stage.text(swap, "text", "draft", "seen", "-1"), is("0"));
        assertThat(stage.text(swap, "text", "final", "seen", "0"), is("1"));
        assertThat(
                stage.error(swap, "text", "late", "seen", "0").text(), is("someone was faster at line 2, column 17"));
        assertThat(stage.text("get plan"), is("final"));
    }

    @Test
    void theBucketLeaksAsTimePasses() {
        String limiter = """
                let capacity = to_int(@capacity)
                let interval = to_int(@interval)
                let now = current_time()
                let seen = get ("limit:" + @user + ":seen")
                let level = to_int(get ("limit:" + @user + ":level"))
                if seen != null then
                  let level = max(0, level - (now - seen) / interval)
                end
                if level >= capacity then
                  return false
                end
                set ("limit:" + @user + ":level") level + 1
                set ("limit:" + @user + ":seen") now
                return true
                """;
        String[] parameters = {"user", "ann", "capacity", "2", "interval", "1000"};
        assertThat(stage.text(limiter, parameters), is("true"));
        assertThat(stage.text(limiter, parameters), is("true"));
        assertThat(stage.text(limiter, parameters), is("false"));
        assertThat(stage.text(limiter, "user", "bob", "capacity", "2", "interval", "1000"), is("true"));
        stage.pass(1_000);
        assertThat(stage.text(limiter, parameters), is("true"));
        assertThat(stage.text(limiter, parameters), is("false"));
    }

    @Test
    void stockIsReservedWhileItLasts() {
        String reserve = """
                let stock = to_int(get @item)
                let wanted = to_int(@amount)
                if wanted > stock then
                  return false
                end
                set @item stock - wanted
                return true
                """;
        assertThat(stage.text(reserve, "item", "chairs", "amount", "1"), is("false"));
        stage.run("set chairs 5");
        assertThat(stage.text(reserve, "item", "chairs", "amount", "3"), is("true"));
        assertThat(stage.text(reserve, "item", "chairs", "amount", "3"), is("false"));
        assertThat(stage.text("get chairs"), is("2"));
    }

    @Test
    void theCounterStartsByItselfAndExpires() {
        String count = """
                let seen = get @counter
                let n = seen + 1
                if n == 1 then
                  set @counter n ex @window
                else
                  let left = expires(seen) - current_time()
                  set @counter n ex left
                end
                return n
                """;
        assertThat(stage.text(count, "counter", "visits", "window", "60000"), is("1"));
        stage.pass(30_000);
        assertThat(stage.text(count, "counter", "visits", "window", "60000"), is("2"));
        stage.pass(29_000);
        assertThat(stage.text(count, "counter", "visits", "window", "60000"), is("3"));
        stage.pass(1_000);
        assertThat(stage.text(count, "counter", "visits", "window", "60000"), is("1"));
    }

    @Test
    void theSessionSlides() {
        String touch = "if extend @session to_int(@ttl) then return 1 end return 0";
        assertThat(stage.text(touch, "session", "s/1", "ttl", "1000"), is("0"));
        stage.run("set `s/1` 'cart' ex 1000");
        for (int i = 0; i < 5; i++) {
            stage.pass(900);
            assertThat(stage.text(touch, "session", "s/1", "ttl", "1000"), is("1"));
        }
        stage.pass(1_000);
        assertThat(stage.text(touch, "session", "s/1", "ttl", "1000"), is("0"));
    }
}
