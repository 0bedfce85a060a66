package io.skyjobs.providers.store.azureblob;

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
import java.util.Map;
import java.util.ServiceLoader;

/** What happens to the store before anybody uses it. */
final class AzureFactoryTest {
    @TempDir private Path home;

    private StoreContext context(Map<String, String> section) {
        return new StoreContext(
                home, home, Map.of("azure", section), Map.of(), InstantSource.system());
    }

    @Test
    void itIsFound() {
        assertThat(
                        ServiceLoader.load(ObjectStoreFactory.class).stream()
                                .flatMap(it -> it.get().create(context(Map.of())).stream())
                                .map(ObjectStore::name))
                .containsExactly("azure");
    }

    /**
     * The SDK's classes are many megabytes of memory that a server without an account never pays.
     */
    @Test
    void nothingOfTheSdkIsLoadedWhileThereAreNoCredentials() throws Exception {
        try (URLClassLoader withoutSdk =
                HiddenPackages.around(
                        AzureObjectStoreFactory.class, "com.azure.", "com.microsoft.")) {
            ObjectStoreFactory factory =
                    (ObjectStoreFactory)
                            withoutSdk
                                    .loadClass(AzureObjectStoreFactory.class.getName())
                                    .getConstructor()
                                    .newInstance();
            assertThat(factory.getClass().getClassLoader()).isSameAs(withoutSdk);
            for (ObjectStore store : factory.create(context(Map.of()))) {
                assertThat(store.title()).isEqualTo("Azure Blob");
                assertThat(store.nameProblem("fine-name")).isEmpty();
                assertThat(store.bucket("fine-name").bucket()).isEqualTo("fine-name");
                assertThat(store.readiness().enabled()).isFalse();
                assertThat(store.readiness().hint()).contains("az login").endsWith(".");
                store.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "storage_account, My_Account",
        "storage_account, ab",
        "endpoint_url, 'azurite:10000'",
        "endpoint_url, ''",
    })
    void aSettingThatCannotBeUsedIsNamed(String key, String value) {
        assertThatThrownBy(() -> new AzureObjectStoreFactory().create(context(Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'azure." + key + "' is '" + value + "': use ")
                .hasMessageEndingWith(".");
    }

    @Test
    void settingsOfTheRestOfAzureAreNotItsBusiness() {
        assertThat(
                        new AzureObjectStoreFactory()
                                .create(context(Map.of("resource_group_vm", "my-group"))))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ab, must be between 3 (min) and 63 (max) characters long.",
        "Upper, 'can consist only of lowercase letters, numbers, and hyphens (-). It must begin"
                + " and end with a letter or number.'",
        "under_score, 'can consist only of lowercase letters, numbers, and hyphens (-). It must"
                + " begin and end with a letter or number.'",
        "with.dot, 'can consist only of lowercase letters, numbers, and hyphens (-). It must begin"
                + " and end with a letter or number.'",
        "-begins, 'can consist only of lowercase letters, numbers, and hyphens (-). It must begin"
                + " and end with a letter or number.'",
        "two--hyphens, must not contain two adjacent hyphens.",
    })
    void namesThatCannotBeAreRefusedInTheReferencesWords(String name, String rule) {
        assertThat(AzureNames.problem(name))
                .contains("Invalid store name: name " + name + " " + rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-b-c", "1to3", "skypilot-filemounts-me-15891b25"})
    void namesThatCanBeAreFine(String name) {
        assertThat(AzureNames.problem(name)).isEmpty();
    }
}
