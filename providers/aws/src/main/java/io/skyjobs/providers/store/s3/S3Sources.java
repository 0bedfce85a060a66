package io.skyjobs.providers.store.s3;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Where the credentials of a store come from, looked up anew at each question, so that what a user
 * puts right is used without a restart. Where nothing says that there is somebody to ask, nobody is
 * asked.
 */
final class S3Sources {
    private static final List<String> SIGNS_OF_KEYS =
            List.of(
                    "aws_access_key_id",
                    "role_arn",
                    "credential_process",
                    "sso_session",
                    "sso_start_url");

    private final S3Kind kind;
    private final S3Login login;
    private final Map<String, AwsCredentialsProvider> kept = new ConcurrentHashMap<>();

    S3Sources(S3Kind kind, S3Login login) {
        this.kind = kind;
        this.login = login;
    }

    /**
     * A place with credentials.
     *
     * @param name for people
     * @param provider brings them
     */
    record Source(String name, AwsCredentialsProvider provider) {}

    /** The first place that has some; empty when there is none. */
    Optional<Source> first() {
        return switch (kind) {
            case S3 -> ofEnvironment().or(this::ofToken).or(this::ofProfile).or(this::ofMachine);
            case R2 -> login.endpoint("").flatMap(it -> ofProfile());
            case IBM -> ofIbm();
        };
    }

    /** The SDK keeps what it was lent until that ends, so each place is made once. */
    private Source lent(String name, String remedy, Supplier<AwsCredentialsProvider> provider) {
        return new Source(
                name,
                new LentCredentials(
                        () -> kept.computeIfAbsent(name, it -> provider.get()), remedy));
    }

    /** Has a place asked anew, whatever it lent before. */
    void forget(Source source) {
        kept.remove(source.name());
    }

    private static Source keys(String name, String id, String secret) {
        return new Source(
                name, StaticCredentialsProvider.create(AwsBasicCredentials.create(id, secret)));
    }

    private Optional<Source> ofEnvironment() {
        Optional<String> id = login.environment("AWS_ACCESS_KEY_ID");
        Optional<String> secret = login.environment("AWS_SECRET_ACCESS_KEY");
        if (login.setting("profile").isPresent() || id.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        String name = "AWS_ACCESS_KEY_ID of the environment";
        Optional<String> token = login.environment("AWS_SESSION_TOKEN");
        return Optional.of(
                token.isEmpty()
                        ? keys(name, id.get(), secret.get())
                        : new Source(
                                name,
                                StaticCredentialsProvider.create(
                                        AwsSessionCredentials.create(
                                                id.get(), secret.get(), token.get()))));
    }

    private Optional<Source> ofToken() {
        Optional<String> file = login.environment("AWS_WEB_IDENTITY_TOKEN_FILE");
        Optional<String> role = login.environment("AWS_ROLE_ARN");
        if (login.setting("profile").isPresent() || file.isEmpty() || role.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                lent(
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        "",
                        () ->
                                WebIdentityTokenFileCredentialsProvider.builder()
                                        .webIdentityTokenFile(Path.of(file.get()))
                                        .roleArn(role.get())
                                        .roleSessionName(
                                                login.environment("AWS_ROLE_SESSION_NAME")
                                                        .orElse("skyjobs"))
                                        .build()));
    }

    private Optional<Source> ofProfile() {
        String name = login.profile();
        return login.profiles()
                .named(name)
                .filter(S3Sources::hasKeys)
                .map(it -> ofProfile(it, name));
    }

    private static boolean hasKeys(Profile profile) {
        return SIGNS_OF_KEYS.stream().anyMatch(it -> profile.property(it).isPresent());
    }

    private Source ofProfile(Profile profile, String name) {
        boolean signsOn =
                profile.property("sso_session")
                        .or(() -> profile.property("sso_start_url"))
                        .isPresent();
        return lent(
                "profile " + name,
                signsOn ? "run `aws sso login --profile " + name + "`" : "",
                () ->
                        ProfileCredentialsProvider.builder()
                                .profileFile(login.profiles()::content)
                                .profileName(name)
                                .build());
    }

    /** A machine or container of AWS says by itself that it is one. */
    private Optional<Source> ofMachine() {
        if (login.isInContainerOfAws()) {
            return Optional.of(lent("this container", "", ContainerCredentialsProvider::create));
        }
        return login.isOnMachineOfAws()
                ? Optional.of(
                        lent("this machine's role", "", InstanceProfileCredentialsProvider::create))
                : Optional.empty();
    }

    private Optional<Source> ofIbm() {
        Map<String, String> file = login.ofIbmFile();
        return pair(login::setting, "section ibm of the configuration")
                .or(() -> pair(this::ofIbmEnvironment, S3Login.IBM_ID + " of the environment"))
                .or(
                        () ->
                                pair(
                                        name -> Optional.ofNullable(file.get(name)),
                                        "~/.ibm/credentials.yaml"));
    }

    private Optional<String> ofIbmEnvironment(String name) {
        return login.environment(
                name.equals("access_key_id") ? S3Login.IBM_ID : S3Login.IBM_SECRET);
    }

    /** Finds a value by its name. */
    private interface Values {
        Optional<String> of(String name);
    }

    private static Optional<Source> pair(Values values, String place) {
        return values.of("access_key_id")
                .flatMap(
                        id ->
                                values.of("secret_access_key")
                                        .map(secret -> keys(place, id, secret)));
    }
}
