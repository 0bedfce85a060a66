package io.skyjobs.providers.store.gcs;

import io.skyjobs.spi.store.StoreContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where credentials, the project and the endpoint of Google come from: the configuration, then the
 * environment, then the files of Google's own tools. Calls nobody and loads nothing of the SDK.
 */
final class GcsLogin {
    private static final Pattern PROJECT =
            Pattern.compile("^\\s*project\\s*=\\s*(\\S+)\\s*$", Pattern.MULTILINE);
    private static final Path MACHINE = Path.of("/sys/class/dmi/id/product_name");

    private final StoreContext context;

    GcsLogin(StoreContext context) {
        this.context = context;
    }

    /** What lets us use the store. */
    sealed interface Grant {
        /** For people. */
        String name();

        /** A file with credentials of any kind that Google's tools write. */
        record File(String name, Path path) implements Grant {}

        /** The service account of the machine of Google that this is. */
        record Machine() implements Grant {
            @Override
            public String name() {
                return "this machine's service account";
            }
        }

        /** Nothing, at an endpoint that wants nothing. */
        record Nothing() implements Grant {
            @Override
            public String name() {
                return "no credentials";
            }
        }
    }

    Optional<String> environment(String name) {
        return Optional.ofNullable(context.environment().get(name)).filter(it -> !it.isBlank());
    }

    Optional<String> setting(String name) {
        return Optional.ofNullable(context.section("gcs").get(name)).filter(it -> !it.isBlank());
    }

    /** The first place that may have credentials; empty when there is none. */
    Optional<Grant> grant() {
        Optional<String> named = environment("GOOGLE_APPLICATION_CREDENTIALS");
        if (named.isPresent()) {
            return Optional.of(new Grant.File("GOOGLE_APPLICATION_CREDENTIALS", path(named.get())));
        }
        Path ofLogin = configuration().resolve("application_default_credentials.json");
        if (Files.isReadable(ofLogin)) {
            return Optional.of(new Grant.File("gcloud application-default login", ofLogin));
        }
        if (endpoint().isPresent()) {
            return Optional.of(new Grant.Nothing());
        }
        return isMachineOfGoogle() ? Optional.of(new Grant.Machine()) : Optional.empty();
    }

    private Path path(String text) {
        return text.startsWith("~/")
                ? context.home().resolve(text.substring(2))
                : context.home().resolve(text);
    }

    private Path configuration() {
        return environment("CLOUDSDK_CONFIG")
                .map(this::path)
                .orElseGet(() -> context.home().resolve(".config").resolve("gcloud"));
    }

    /** A machine of Google says by itself that it is one. */
    private boolean isMachineOfGoogle() {
        return environment("NO_GCE_CHECK").filter("true"::equalsIgnoreCase).isEmpty()
                && read(MACHINE).filter(it -> it.startsWith("Google")).isPresent();
    }

    /** Another server than Google's, without a slash at its end. */
    Optional<String> endpoint() {
        return setting("endpoint_url")
                .or(
                        () ->
                                environment("STORAGE_EMULATOR_HOST")
                                        .map(it -> it.contains("://") ? it : "http://" + it))
                .map(it -> it.replaceAll("/+$", ""));
    }

    /** The project in which buckets are made, where the credentials name none. */
    Optional<String> project() {
        return setting("project_id")
                .or(() -> environment("GOOGLE_CLOUD_PROJECT"))
                .or(() -> environment("CLOUDSDK_CORE_PROJECT"))
                .or(() -> environment("GCLOUD_PROJECT"));
    }

    /** The project of gcloud's active configuration. */
    Optional<String> projectOfTools() {
        String active =
                environment("CLOUDSDK_ACTIVE_CONFIG_NAME")
                        .or(() -> read(configuration().resolve("active_config")))
                        .orElse("default");
        return read(configuration().resolve("configurations").resolve("config_" + active))
                .map(PROJECT::matcher)
                .filter(Matcher::find)
                .map(it -> it.group(1));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    /** What a person must do to have credentials. */
    static String missing() {
        return "GCP credentials are not set. Run `gcloud auth application-default login`, or set"
                + " GOOGLE_APPLICATION_CREDENTIALS to the file of a service account's key where the"
                + " server is started.";
    }
}
