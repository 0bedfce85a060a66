package io.skyjobs.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many event streams may be open. */
class StreamLimitTest {
    private final StreamLimit limit = new StreamLimit();

    private int openAll(String user, int most) {
        int opened = 0;
        while (opened < most && limit.open(user)) {
            opened++;
        }
        return opened;
    }

    @Test
    void oneUserTakesNotTheRoomOfOthers() {
        assertThat(openAll("ann", 20_000)).isEqualTo(StreamLimit.MOST_EACH);
        assertThat(limit.open("bea")).isTrue();
        limit.close("ann");
        assertThat(limit.open("ann")).isTrue();
        assertThat(limit.open("ann")).isFalse();
    }

    @Test
    void allTogetherHaveALimitAndWhatIsClosedIsFree() {
        int opened = 0;
        for (int user = 0; user < 10; user++) {
            opened += openAll("user" + user, StreamLimit.MOST);
        }
        assertThat(opened).isEqualTo(StreamLimit.MOST);
        assertThat(limit.open("another")).isFalse();
        for (int i = 0; i < StreamLimit.MOST_EACH; i++) {
            limit.close("user0");
        }
        assertThat(openAll("another", 20_000)).isEqualTo(StreamLimit.MOST_EACH);
    }
}
