package io.skyjobs.app.server.traces;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String SPANS = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";

    @Test
    void whatIsUnderstoodIsStoredInTheVersionThatIsKnown() {
        assertThat(TraceParent.parse("00-" + SPANS + "-01").orElseThrow().text())
                .isEqualTo("00-" + SPANS + "-01");
        assertThat(TraceParent.parse("cc-" + SPANS + "-02-more").orElseThrow().text())
                .isEqualTo("00-" + SPANS + "-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"
            })
    void theRestIsIgnored(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }
}
