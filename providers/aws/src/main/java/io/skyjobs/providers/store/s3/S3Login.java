package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.StoreContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The endpoint and the region of a store: from the configuration, then the environment, then the
 * files of the store's own tools. Calls nobody.
 */
final class S3Login {
    static final String IBM_ID = "IBM_COS_ACCESS_KEY_ID";
    static final String IBM_SECRET = "IBM_COS_SECRET_ACCESS_KEY";

    private static final String STANDARD_REGION = "us-east-1";
    private static final String STANDARD_IBM_REGION = "us-south";

    private final S3Kind kind;
    private final StoreContext context;
    private final Map<String, String> section;
    private final S3Profiles profiles;

    S3Login(S3Kind kind, StoreContext context) {
        this.kind = kind;
        this.context = context;
        this.section = context.section(kind.store());
        this.profiles =
                new S3Profiles(
                        kind == S3Kind.R2
                                ? home(".cloudflare", "r2.credentials")
                                : file("AWS_SHARED_CREDENTIALS_FILE", ".aws", "credentials"),
                        file("AWS_CONFIG_FILE", ".aws", "config"));
    }

    Optional<String> environment(String name) {
        return Optional.ofNullable(context.environment().get(name)).filter(it -> !it.isBlank());
    }

    Optional<String> setting(String name) {
        return Optional.ofNullable(section.get(name)).filter(it -> !it.isBlank());
    }

    Path home(String directory, String file) {
        return context.home().resolve(directory).resolve(file);
    }

    private Path file(String variable, String directory, String file) {
        return environment(variable)
                .map(
                        path ->
                                path.startsWith("~/")
                                        ? context.home().resolve(path.substring(2))
                                        : Path.of(path))
                .orElseGet(() -> home(directory, file));
    }

    S3Profiles profiles() {
        return profiles;
    }

    /** The profile that somebody named. */
    Optional<String> chosenProfile() {
        Optional<String> ofSettings = setting("profile");
        return kind == S3Kind.S3
                ? ofSettings
                        .or(() -> environment("AWS_PROFILE"))
                        .or(() -> environment("AWS_DEFAULT_PROFILE"))
                : ofSettings;
    }

    /** The profile that is used. */
    String profile() {
        return chosenProfile().orElse(kind == S3Kind.R2 ? "r2" : "default");
    }

    private Optional<String> ofProfile(String property) {
        return kind == S3Kind.S3 ? profiles.property(profile(), property) : Optional.empty();
    }

    static Optional<String> firstLine(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .findFirst()
                    .map(String::strip)
                    .filter(it -> !it.isEmpty());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /**
     * The endpoint; empty for that of AWS, and while it is not known.
     *
     * @param area the region in an address of IBM; empty for the configured one
     */
    Optional<String> endpoint(String area) {
        Optional<String> configured = setting("endpoint_url");
        return switch (kind) {
            case S3 -> configured.or(this::endpointOfAws);
            case R2 ->
                    configured.or(
                            () ->
                                    setting("account_id")
                                            .or(() -> firstLine(home(".cloudflare", "accountid")))
                                            .map(
                                                    it ->
                                                            "https://"
                                                                    + it
                                                                    + ".r2.cloudflarestorage.com"));
            case IBM ->
                    configured.or(
                            () ->
                                    Optional.of(
                                            "https://s3."
                                                    + region(area)
                                                    + ".cloud-object-storage.appdomain.cloud"));
        };
    }

    private Optional<String> endpointOfAws() {
        boolean ignored =
                environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
                        .filter("true"::equalsIgnoreCase)
                        .isPresent();
        return ignored
                ? Optional.empty()
                : environment("AWS_ENDPOINT_URL_S3")
                        .or(() -> environment("AWS_ENDPOINT_URL"))
                        .or(() -> ofProfile("endpoint_url"));
    }

    /** The region that requests are signed for. */
    String region(String area) {
        return switch (kind) {
            case R2 -> "auto";
            case IBM -> area.isEmpty() ? setting("region").orElse(STANDARD_IBM_REGION) : area;
            case S3 ->
                    setting("region")
                            .or(() -> environment("AWS_REGION"))
                            .or(() -> environment("AWS_DEFAULT_REGION"))
                            .or(() -> ofProfile("region"))
                            .orElse(STANDARD_REGION);
        };
    }

    /** Whether a bucket is a part of the path, as most endpoints want it. */
    boolean isPathStyle() {
        return setting("path_style")
                .map(Boolean::parseBoolean)
                .orElse(kind == S3Kind.R2 || (kind == S3Kind.S3 && endpoint("").isPresent()));
    }

    /**
     * Whether something says that there are credentials. Loads nothing of the SDK, which alone can
     * tell whether there are.
     */
    boolean mayHaveKeys() {
        return switch (kind) {
            case S3 ->
                    environment("AWS_ACCESS_KEY_ID").isPresent()
                            || environment("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent()
                            || profiles.isAny()
                            || isInContainerOfAws()
                            || isOnMachineOfAws();
            case R2 -> endpoint("").isPresent() && profiles.isAny();
            case IBM ->
                    setting("access_key_id").isPresent()
                            || environment(IBM_ID).isPresent()
                            || !ofIbmFile().isEmpty();
        };
    }

    boolean isInContainerOfAws() {
        return environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").isPresent()
                || environment("AWS_CONTAINER_CREDENTIALS_FULL_URI").isPresent();
    }

    /** Whether this machine says by itself that it is one of AWS, and may be asked for a role. */
    boolean isOnMachineOfAws() {
        boolean mayAsk =
                environment("AWS_EC2_METADATA_DISABLED").filter("true"::equalsIgnoreCase).isEmpty();
        return mayAsk
                && (firstLine(Path.of("/sys/class/dmi/id/sys_vendor"))
                                .filter(vendor -> vendor.contains("Amazon"))
                                .isPresent()
                        || firstLine(Path.of("/sys/hypervisor/uuid"))
                                .filter(uuid -> uuid.startsWith("ec2"))
                                .isPresent());
    }

    /** The file of keys of IBM, in which each line has one value. */
    Map<String, String> ofIbmFile() {
        try {
            return Files.readAllLines(home(".ibm", "credentials.yaml")).stream()
                    .map(line -> line.split(":", 2))
                    .filter(parts -> parts.length == 2 && !parts[0].startsWith("#"))
                    .collect(
                            Collectors.toMap(
                                    parts -> parts[0].strip(),
                                    parts -> parts[1].strip().replaceAll("^[\"']|[\"']$", ""),
                                    (first, second) -> second));
        } catch (IOException none) {
            return Map.of();
        }
    }

    /** What a person must do to have credentials. */
    String missing() {
        return switch (kind) {
            case S3 ->
                    chosenProfile()
                            .map(
                                    name ->
                                            "There are no AWS credentials in profile '"
                                                    + name
                                                    + "'. Run `aws configure --profile "
                                                    + name
                                                    + "`, or name another profile.")
                            .orElse(
                                    "AWS credentials are not set. Run `aws configure`, or set"
                                            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where"
                                            + " the server is started.");
            case R2 ->
                    "Cloudflare R2 credentials are not set. Put the account id into"
                            + " ~/.cloudflare/accountid, and the keys into"
                            + " ~/.cloudflare/r2.credentials with profile "
                            + profile()
                            + ".";
            case IBM ->
                    "IBM COS keys are not set. Put access_key_id and secret_access_key (HMAC) into"
                            + " ~/.ibm/credentials.yaml.";
        };
    }
}
