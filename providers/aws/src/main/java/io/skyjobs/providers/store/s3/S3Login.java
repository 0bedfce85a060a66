package io.skyjobs.providers.store.s3;

import io.skyjobs.spi.store.StoreContext;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the credentials, the endpoint and the region of a store come from: the configuration, then
 * the environment, then the files of the store's own tools. Nothing is asked over the network when
 * none of these says that there is somebody to ask.
 */
final class S3Login {
    private static final String STANDARD_REGION = "us-east-1";

    private final S3Kind kind;
    private final StoreContext context;
    private final Map<String, String> section;

    S3Login(S3Kind kind, StoreContext context) {
        this.kind = kind;
        this.context = context;
        this.section = context.section(kind.store());
    }

    private Optional<String> environment(String name) {
        return Optional.ofNullable(context.environment().get(name)).filter(it -> !it.isBlank());
    }

    private Optional<String> setting(String name) {
        return Optional.ofNullable(section.get(name)).filter(it -> !it.isBlank());
    }

    private Path file(String variable, String... standard) {
        Path path = context.home();
        for (String name : standard) {
            path = path.resolve(name);
        }
        Path below = path;
        return environment(variable).map(Path::of).orElse(below);
    }

    private String profileName() {
        return setting("profile")
                .or(() -> kind == S3Kind.R2 ? Optional.of("r2") : environment("AWS_PROFILE"))
                .orElse("default");
    }

    private ProfileFile profiles() {
        ProfileFile.Aggregator files = ProfileFile.aggregator();
        add(
                files,
                kind == S3Kind.R2
                        ? context.home().resolve(".cloudflare").resolve("r2.credentials")
                        : file("AWS_SHARED_CREDENTIALS_FILE", ".aws", "credentials"),
                ProfileFile.Type.CREDENTIALS);
        add(files, file("AWS_CONFIG_FILE", ".aws", "config"), ProfileFile.Type.CONFIGURATION);
        return files.build();
    }

    private static void add(ProfileFile.Aggregator files, Path file, ProfileFile.Type type) {
        if (Files.isReadable(file)) {
            files.addFile(ProfileFile.builder().content(file).type(type).build());
        }
    }

    private Optional<String> ofProfile(String property) {
        if (kind != S3Kind.S3) {
            return Optional.empty();
        }
        return profile().flatMap(it -> it.property(property));
    }

    private Optional<Profile> profile() {
        return profiles().profile(profileName());
    }

    /** The account at Cloudflare, whose name is a part of its endpoint. */
    private Optional<String> cloudflareAccount() {
        return setting("account_id")
                .or(() -> firstLine(context.home().resolve(".cloudflare").resolve("accountid")));
    }

    private static Optional<String> firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().map(String::strip);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /**
     * The endpoint; empty for that of AWS.
     *
     * @param area the region in an address of IBM; empty for the configured one
     */
    Optional<String> endpoint(String area) {
        Optional<String> configured = setting("endpoint_url");
        return switch (kind) {
            case S3 ->
                    configured
                            .or(() -> environment("AWS_ENDPOINT_URL_S3"))
                            .or(() -> environment("AWS_ENDPOINT_URL"))
                            .or(() -> ofProfile("endpoint_url"));
            case R2 ->
                    configured.or(
                            () ->
                                    cloudflareAccount()
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

    /** The region that requests are signed for. */
    String region(String area) {
        return switch (kind) {
            case R2 -> "auto";
            case IBM -> area.isEmpty() ? setting("region").orElse("us-south") : area;
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

    /** Where credentials come from, and in words; empty when there are none. */
    Optional<Source> source() {
        return switch (kind) {
            case S3 -> ofAws();
            case R2 ->
                    cloudflareAccount()
                            .or(() -> setting("endpoint_url"))
                            .flatMap(it -> ofProfile());
            case IBM -> ofIbm();
        };
    }

    /**
     * A place with credentials.
     *
     * @param name for people
     */
    record Source(String name, AwsCredentialsProvider provider) {}

    private Optional<Source> ofAws() {
        Optional<String> id = environment("AWS_ACCESS_KEY_ID");
        Optional<String> secret = environment("AWS_SECRET_ACCESS_KEY");
        if (setting("profile").isEmpty() && id.isPresent() && secret.isPresent()) {
            AwsCredentials credentials =
                    environment("AWS_SESSION_TOKEN")
                            .<AwsCredentials>map(
                                    token ->
                                            AwsSessionCredentials.create(
                                                    id.get(), secret.get(), token))
                            .orElseGet(() -> AwsBasicCredentials.create(id.get(), secret.get()));
            return Optional.of(
                    new Source(
                            "AWS_ACCESS_KEY_ID of the environment",
                            StaticCredentialsProvider.create(credentials)));
        }
        if (environment("AWS_WEB_IDENTITY_TOKEN_FILE").isPresent()) {
            return Optional.of(
                    new Source(
                            "AWS_WEB_IDENTITY_TOKEN_FILE",
                            WebIdentityTokenFileCredentialsProvider.create()));
        }
        return ofProfile().or(this::ofMachine);
    }

    private Optional<Source> ofProfile() {
        ProfileFile files = profiles();
        String name = profileName();
        boolean usable =
                files.profile(name)
                        .filter(
                                it ->
                                        it.property("aws_access_key_id").isPresent()
                                                || it.property("role_arn").isPresent()
                                                || it.property("credential_process").isPresent()
                                                || it.property("sso_session").isPresent()
                                                || it.property("sso_start_url").isPresent())
                        .isPresent();
        return usable
                ? Optional.of(
                        new Source(
                                "profile " + name,
                                ProfileCredentialsProvider.builder()
                                        .profileFile(files)
                                        .profileName(name)
                                        .build()))
                : Optional.empty();
    }

    /** A machine or container of AWS says by itself that it is one. */
    private Optional<Source> ofMachine() {
        if (environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI").isPresent()
                || environment("AWS_CONTAINER_CREDENTIALS_FULL_URI").isPresent()) {
            return Optional.of(new Source("this container", ContainerCredentialsProvider.create()));
        }
        boolean ofAmazon =
                firstLine(Path.of("/sys/class/dmi/id/sys_vendor"))
                        .filter(vendor -> vendor.contains("Amazon"))
                        .isPresent();
        return ofAmazon
                        && environment("AWS_EC2_METADATA_DISABLED")
                                .filter("true"::equalsIgnoreCase)
                                .isEmpty()
                ? Optional.of(
                        new Source(
                                "this machine's role", InstanceProfileCredentialsProvider.create()))
                : Optional.empty();
    }

    /** The reference's own file of keys, {@code ~/.ibm/credentials.yaml}. */
    private Optional<Source> ofIbm() {
        Map<String, String> keys = new LinkedHashMap<>();
        try {
            for (String line :
                    Files.readAllLines(
                            context.home().resolve(".ibm").resolve("credentials.yaml"))) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    keys.put(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip().replaceAll("^[\"']|[\"']$", ""));
                }
            }
        } catch (IOException none) {
            return Optional.empty();
        }
        Optional<String> id = Optional.ofNullable(keys.get("access_key_id"));
        Optional<String> secret = Optional.ofNullable(keys.get("secret_access_key"));
        return id.isPresent() && secret.isPresent()
                ? Optional.of(
                        new Source(
                                "~/.ibm/credentials.yaml",
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(id.get(), secret.get()))))
                : Optional.empty();
    }

    /** What a person must do to have credentials. */
    String missing() {
        return switch (kind) {
            case S3 ->
                    "AWS credentials are not set. Run `aws configure`, or set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY where the server is started.";
            case R2 ->
                    "Cloudflare R2 credentials are not set. Put the account id into"
                            + " ~/.cloudflare/accountid, and the keys into ~/.cloudflare/r2.credentials"
                            + " with profile r2.";
            case IBM ->
                    "IBM COS keys are not set. Put access_key_id and secret_access_key (HMAC) into"
                            + " ~/.ibm/credentials.yaml.";
        };
    }
}
