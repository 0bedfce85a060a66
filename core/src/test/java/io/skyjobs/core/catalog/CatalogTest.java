package io.skyjobs.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.UsdPerHour;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The snapshot files as they are read; figures were looked up by hand in what they were made of.
 */
class CatalogTest {
    private static final Catalog CATALOG = new Catalog();

    @ParameterizedTest
    @CsvSource({
        // cloud, offer, price
        "aws,aws/us-east-1 m6i.2xlarge,0.384",
        "aws,aws/us-east-1/use1-az6 m6i.2xlarge[Spot],0.1745",
        "aws,aws/us-east-2 p6-b200.48xlarge,113.9328",
        "azure,azure/westus3 Standard_NC24ads_A100_v4[Spot],0.40403",
        "gcp,gcp/us-central1/us-central1-f n2-standard-8,0.38847",
        // The host and its accelerators: 0.14679 + 0.56004, and 0.05874 + 0.2231.
        "gcp,gcp/us-east1/us-east1-d g2-standard-4,0.70683",
        "gcp,gcp/us-east1/us-east1-d g2-standard-4[Spot],0.28184",
        // 9.46006 + 33.60609.
        "gcp,gcp/us-west1/us-west1-b a3-highgpu-8g,43.06615"
    })
    void pricesAreThoseOfTheSource(String cloud, String name, String dollars) {
        assertThat(CATALOG.offers(cloud))
                .filteredOn(offer -> offer.toString().equals(name))
                .extracting(Offer::price)
                .containsExactly(UsdPerHour.of(dollars));
    }

    @Test
    void onDemandIsOneOfferForARegionWithItsZones() {
        assertThat(CATALOG.offers("aws"))
                .filteredOn(offer -> offer.toString().equals("aws/us-east-1 p4d.24xlarge"))
                .singleElement()
                .satisfies(
                        offer -> {
                            assertThat(offer.zone()).isEmpty();
                            assertThat(offer.zones())
                                    .containsExactly("use1-az1", "use1-az2", "use1-az6");
                            assertThat(offer.shape().accelerator())
                                    .contains(new Accelerator("A100", 8));
                            assertThat(offer.shape().acceleratorMemoryGib()).contains(40.0);
                        });
    }

    @Test
    void gcpHasAnOfferForEachZoneAlsoOnDemand() {
        assertThat(CATALOG.offers("gcp")).allMatch(offer -> offer.zone().isPresent());
    }

    @Test
    void spotIsOneOfferForAZoneWhereZonesAreKnown() {
        assertThat(CATALOG.offers("aws"))
                .filteredOn(Offer::spot)
                .allMatch(offer -> offer.zone().isPresent());
        assertThat(CATALOG.offers("azure")).allMatch(offer -> offer.zones().isEmpty());
    }

    @Test
    void attachedAcceleratorsKeepToTheZonesThatHaveBoth() {
        Set<String> zones =
                CATALOG.offers("gcp").stream()
                        .filter(offer -> offer.region().filter("asia-east1"::equals).isPresent())
                        .filter(
                                offer ->
                                        offer.shape()
                                                .accelerator()
                                                .filter(new Accelerator("V100", 8)::equals)
                                                .isPresent())
                        .map(offer -> offer.zone().orElseThrow())
                        .collect(Collectors.toSet());

        assertThat(zones).containsExactly("asia-east1-c");
    }

    @Test
    void theLargestH100MachineOfAzureHasEight() {
        assertThat(CATALOG.offers("azure"))
                .filteredOn(
                        offer -> offer.shape().instanceType().equals("Standard_ND96isr_H100_v5"))
                .isNotEmpty()
                .allMatch(
                        offer ->
                                offer.shape()
                                        .accelerator()
                                        .filter(new Accelerator("H100", 8)::equals)
                                        .isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "azure", "gcp"})
    void everyOfferIsWholeAndThereOnce(String cloud) {
        List<Offer> offers = CATALOG.offers(cloud);
        Set<String> names =
                CATALOG.accelerators().stream()
                        .map(AcceleratorKind::name)
                        .collect(Collectors.toSet());

        assertThat(offers).isNotEmpty();
        assertThat(new HashSet<>(offers)).hasSize(offers.size());
        assertThat(offers)
                .allSatisfy(
                        offer -> {
                            assertThat(offer.provider()).isEqualTo(cloud);
                            assertThat(offer.price()).isGreaterThan(UsdPerHour.FREE);
                            assertThat(offer.shape().vcpus()).isPositive();
                            assertThat(offer.shape().memoryGib()).isPositive();
                            assertThat(offer.shape().divisible()).isFalse();
                            offer.shape()
                                    .accelerator()
                                    .ifPresent(has -> assertThat(names).contains(has.name()));
                            offer.zone()
                                    .ifPresent(zone -> assertThat(offer.zones()).contains(zone));
                        });
    }

    @Test
    void acceleratorNamesAreFoundInAnyCase() {
        assertThat(CATALOG.canonicalAccelerator("a100-80gb")).contains("A100-80GB");
        assertThat(CATALOG.canonicalAccelerator(" l40s ")).contains("L40S");
        assertThat(CATALOG.canonicalAccelerator("A1000")).isEmpty();
        assertThat(CATALOG.acceleratorMakers())
                .containsEntry("H100", "nvidia")
                .containsEntry("Trainium", "aws");
    }

    @Test
    void regionsAndZonesAreListed() {
        assertThat(CATALOG.regions("azure"))
                .containsOnlyKeys("eastus", "eastus2", "westus2", "westus3");
        assertThat(CATALOG.regions("gcp"))
                .containsEntry("us-east1", List.of("us-east1-b", "us-east1-c", "us-east1-d"));
        assertThat(CATALOG.regions("aws")).hasSize(7);
    }

    @Test
    void eachCloudHasADateAndAnUnknownOneHasNothing() {
        assertThat(CATALOG.clouds())
                .allSatisfy(
                        cloud ->
                                assertThat(CATALOG.date(cloud))
                                        .contains(LocalDate.of(2026, 11, 23)));
        assertThat(CATALOG.offers("mars")).isEmpty();
        assertThat(CATALOG.date("mars")).isEmpty();
        assertThat(CATALOG.regions("mars")).isEmpty();
        assertThat(CATALOG.title("mars")).isEqualTo("mars");
    }

    @Test
    void manyThreadsReadTheSame() {
        Catalog fresh = new Catalog();
        ConcurrentLinkedQueue<List<Offer>> seen = new ConcurrentLinkedQueue<>();

        IntStream.range(0, 64).parallel().forEach(i -> seen.add(fresh.offers("gcp")));

        List<Offer> expected = fresh.offers("gcp");
        assertThat(seen).hasSize(64).allSatisfy(offers -> assertThat(offers).isSameAs(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "price,r,,1,1",
                "shape,t,2,x,,,",
                "shape,t,2,4,,",
                "shop,t,2,4,,,",
                "shape,t,2,4,T4,0,16"
            })
    void aBadLineIsNamed(String line) {
        List<String> lines = List.of("# date: 2026-01-02", line);

        assertThatThrownBy(() -> SnapshotFile.parseOffers("acme", lines))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("acme.csv:2: bad line: " + line);
    }

    @Test
    void aFileWithoutDateIsRefused() {
        assertThatThrownBy(() -> SnapshotFile.parseOffers("acme", List.of()))
                .hasMessage("acme.csv does not say its date");
    }
}
