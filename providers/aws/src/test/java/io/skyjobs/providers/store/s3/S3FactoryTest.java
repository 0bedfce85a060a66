package io.skyjobs.providers.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreFactory;
import io.skyjobs.spi.store.StoreContext;
import io.skyjobs.testkit.HiddenPackages;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** What happens to stores before anybody uses one. */
final class S3FactoryTest {
    @TempDir private Path home;

    private StoreContext context(Map<String, Map<String, String>> settings) {
        return new StoreContext(home, home, settings, Map.of(), InstantSource.system());
    }

    @Test
    void itIsFoundAndMakesThreeStores() {
        assertThat(
                        ServiceLoader.load(ObjectStoreFactory.class).stream()
                                .flatMap(it -> it.get().create(context(Map.of())).stream())
                                .map(ObjectStore::name))
                .containsExactly("s3", "r2", "ibm");
    }

    /**
     * The SDK's classes are many megabytes of memory that a server without an account never pays.
     */
    @Test
    void nothingOfTheSdkIsLoadedWhileThereAreNoCredentials() throws Exception {
        try (URLClassLoader withoutSdk =
                HiddenPackages.around(S3ObjectStoreFactory.class, "software.amazon.")) {
            ObjectStoreFactory factory =
                    (ObjectStoreFactory)
                            withoutSdk
                                    .loadClass(S3ObjectStoreFactory.class.getName())
                                    .getConstructor()
                                    .newInstance();
            assertThat(factory.getClass().getClassLoader()).isSameAs(withoutSdk);
            for (ObjectStore store : factory.create(context(Map.of()))) {
                assertThat(store.title()).isNotEmpty();
                assertThat(store.nameProblem("fine-name")).isEmpty();
                assertThat(store.bucket("fine-name").bucket()).isEqualTo("fine-name");
                assertThat(store.readiness().enabled()).isFalse();
                assertThat(store.readiness().hint()).endsWith(".");
                store.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "s3, endpoint, 'x', 's3.endpoint'",
        "s3, account_id, 'x', 's3.account_id'",
        "s3, path_style, 'yes', 's3.path_style'",
        "r2, endpoint_url, 'minio:9000', 'r2.endpoint_url'",
        "ibm, profile, 'x', 'ibm.profile'"
    })
    void aSettingThatCannotBeUsedIsNamed(String store, String key, String value, String named) {
        assertThatThrownBy(
                        () ->
                                new S3ObjectStoreFactory()
                                        .create(context(Map.of(store, Map.of(key, value)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + named + "' is")
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Upper",
                "under_score",
                "-begins",
                "ends-",
                "two..dots",
                "192.168.5.4",
                "xn--name",
                "sthree-name",
                "name-s3alias",
                "name--ol-s3"
            })
    void namesThatS3DoesNotTakeAreTold(String name) {
        ObjectStore store = new S3ObjectStoreFactory().create(context(Map.of())).getFirst();
        assertThat(store.nameProblem(name).orElseThrow())
                .startsWith("Invalid store name: name " + name + " ")
                .endsWith(".");
        assertThat(List.of("abc", "a.b-c", "9lives"))
                .allSatisfy(fine -> assertThat(store.nameProblem(fine)).isEmpty());
    }
}
