package io.skyjobs.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** What {@code sky show-gpus} shows of the snapshot. */
class AcceleratorTableTest {
    private static final AcceleratorTable TABLE = new Catalog().acceleratorTable();

    @Test
    void quantitiesAreListedCommonOnesFirst() {
        assertThat(TABLE.quantities())
                .extracting(AcceleratorTable.Quantities::cells)
                .startsWith(
                        List.of("A100", "1, 2, 4, 8"),
                        List.of("A100-80GB", "1, 2, 4, 8"),
                        List.of("A10G", "1, 4, 8"))
                .endsWith(
                        List.of("A10", "1"),
                        List.of("Inferentia2", "1"),
                        List.of("Trainium", "16"));
    }

    @Test
    void oneRowForAMachineInItsCheapestRegion() {
        assertThat(TABLE.rowsOf("v100", Optional.of(1.0), false))
                .extracting(AcceleratorTable.Row::cells)
                .containsExactly(
                        List.of(
                                "V100",
                                "1",
                                "GCP",
                                "n1-standard-8",
                                "16GB",
                                "8",
                                "30GB",
                                "$ 2.860",
                                "$ 1.262",
                                "us-central1"),
                        List.of(
                                "V100",
                                "1",
                                "Azure",
                                "Standard_NC6s_v3",
                                "16GB",
                                "6",
                                "112GB",
                                "$ 3.060",
                                "$ 0.337",
                                "westus3"),
                        List.of(
                                "V100",
                                "1",
                                "AWS",
                                "p3.2xlarge",
                                "16GB",
                                "8",
                                "61GB",
                                "$ 3.060",
                                "$ 0.503",
                                "us-east-1"));
    }

    @Test
    void allRegionsAreShownOnRequestCheapestFirst() {
        List<AcceleratorTable.Row> rows = TABLE.rowsOf("H200", Optional.empty(), true);

        assertThat(rows)
                .extracting(AcceleratorTable.Row::region)
                .containsExactly("us-east-2", "us-east-1", "us-west-2", "ap-northeast-1");
        assertThat(TABLE.rowsOf("H200", Optional.of(4.0), true)).isEmpty();
        assertThat(TABLE.rowsOf("K80", Optional.empty(), true)).isEmpty();
    }

    @Test
    void whatIsNotKnownIsADash() {
        assertThat(TABLE.rowsOf("Trainium", Optional.empty(), false))
                .singleElement()
                .satisfies(row -> assertThat(row.cells().get(4)).isEqualTo("-"));
    }
}
