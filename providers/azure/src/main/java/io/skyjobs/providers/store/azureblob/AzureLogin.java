package io.skyjobs.providers.store.azureblob;

import io.skyjobs.spi.store.StoreContext;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The storage account, its endpoint and what lets us use it: from the configuration, then the
 * variables that the tools of Azure read, then the login of its command line. Calls nobody, and
 * loads nothing of the SDK.
 */
final class AzureLogin {
    private static final String SUFFIX = "core.windows.net";
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|localhost|\\[.*");

    private final StoreContext context;

    AzureLogin(StoreContext context) {
        this.context = context;
    }

    Optional<String> environment(String name) {
        return Optional.ofNullable(context.environment().get(name)).filter(it -> !it.isBlank());
    }

    private Optional<String> setting(String name) {
        return Optional.ofNullable(context.section("azure").get(name)).filter(it -> !it.isBlank());
    }

    /** The parts of a connection string; empty when there is none. */
    private Map<String, String> connection() {
        Map<String, String> parts = new HashMap<>();
        for (String part :
                environment("AZURE_STORAGE_CONNECTION_STRING").orElse("").split(";", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length == 2 && !pair[1].isBlank()) {
                parts.put(pair[0].strip(), pair[1].strip());
            }
        }
        return parts;
    }

    private Optional<String> accountOfConnection() {
        Map<String, String> parts = connection();
        return Optional.ofNullable(parts.get("AccountName"))
                .or(
                        () ->
                                Optional.ofNullable(parts.get("BlobEndpoint"))
                                        .flatMap(AzureLogin::accountOfAddress));
    }

    /** The first part of a host's name, unless it is an address. */
    private static Optional<String> accountOfAddress(String endpoint) {
        if (!StoreContext.isAddress(endpoint)) {
            return Optional.empty();
        }
        String host = URI.create(endpoint).getHost();
        return ADDRESS.matcher(host).matches()
                ? Optional.empty()
                : Optional.of(host.split("\\.", 2)[0]);
    }

    /** The account that names of buckets mean; empty when none is configured. */
    Optional<String> account() {
        return setting("storage_account")
                .or(() -> environment("AZURE_STORAGE_ACCOUNT"))
                .or(this::accountOfConnection);
    }

    /** Whether an account is the configured one. */
    boolean isConfigured(String account) {
        return account().filter(account::equals).isPresent();
    }

    /** Whether a connection string is for the account that is used. */
    private boolean isConnected() {
        return accountOfConnection().filter(this::isConfigured).isPresent();
    }

    /** An endpoint other than the usual one of the configured account. */
    Optional<String> foreignEndpoint() {
        Optional<String> ofConnection =
                isConnected() ? endpointOfConnection(connection()) : Optional.empty();
        return setting("endpoint_url").or(() -> ofConnection).map(AzureLogin::withoutSlash);
    }

    private Optional<String> endpointOfConnection(Map<String, String> parts) {
        String suffix = parts.getOrDefault("EndpointSuffix", SUFFIX);
        String protocol = parts.getOrDefault("DefaultEndpointsProtocol", "https");
        boolean usual = suffix.equals(SUFFIX) && protocol.equals("https");
        return Optional.ofNullable(parts.get("BlobEndpoint"))
                .or(
                        () ->
                                usual
                                        ? Optional.empty()
                                        : account()
                                                .map(
                                                        it ->
                                                                protocol + "://" + it + ".blob."
                                                                        + suffix));
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** The endpoint of an account. */
    String endpoint(String account) {
        return foreignEndpoint()
                .filter(it -> isConfigured(account))
                .orElse("https://" + account + ".blob." + SUFFIX);
    }

    /** What lets us use the account; empty when nothing does. */
    Optional<AzureGrant> grant() {
        return environment("AZURE_STORAGE_KEY")
                .<AzureGrant>map(
                        it -> new AzureGrant.Key("AZURE_STORAGE_KEY of the environment", it))
                .or(this::ofConnection)
                .or(
                        () ->
                                environment("AZURE_STORAGE_SAS_TOKEN")
                                        .map(
                                                it ->
                                                        sas(
                                                                "AZURE_STORAGE_SAS_TOKEN of the"
                                                                        + " environment",
                                                                it)))
                .or(this::ofPrincipal)
                .or(this::ofCli);
    }

    private Optional<AzureGrant> ofConnection() {
        if (!isConnected()) {
            return Optional.empty();
        }
        String source = "AZURE_STORAGE_CONNECTION_STRING of the environment";
        Map<String, String> parts = connection();
        return Optional.ofNullable(parts.get("AccountKey"))
                .<AzureGrant>map(it -> new AzureGrant.Key(source, it))
                .or(
                        () ->
                                Optional.ofNullable(parts.get("SharedAccessSignature"))
                                        .map(it -> sas(source, it)));
    }

    private static AzureGrant sas(String source, String token) {
        return new AzureGrant.Sas(source, token.startsWith("?") ? token.substring(1) : token);
    }

    private Optional<AzureGrant> ofPrincipal() {
        Optional<String> tenant = environment("AZURE_TENANT_ID");
        Optional<String> client = environment("AZURE_CLIENT_ID");
        Optional<String> secret = environment("AZURE_CLIENT_SECRET");
        return tenant.isEmpty() || client.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new AzureGrant.Principal(
                                "service principal " + client.get(),
                                tenant.get(),
                                client.get(),
                                secret.get()));
    }

    /** There is nobody to ask where nobody ever logged in. */
    private Optional<AzureGrant> ofCli() {
        Path directory =
                environment("AZURE_CONFIG_DIR")
                        .map(Path::of)
                        .orElseGet(() -> context.home().resolve(".azure"));
        return Files.isDirectory(directory) && isOnPath("az")
                ? Optional.of(new AzureGrant.Cli("az login"))
                : Optional.empty();
    }

    private boolean isOnPath(String command) {
        for (String directory : environment("PATH").orElse("").split(File.pathSeparator, -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, command))) {
                return true;
            }
        }
        return false;
    }

    /** What a person must do to have credentials. */
    String missing() {
        return "Azure credentials are not set. Run `az login` and name a storage account in"
                + " azure.storage_account of ~/.sky/config.yaml, or set AZURE_STORAGE_ACCOUNT and"
                + " AZURE_STORAGE_KEY where the server is started.";
    }

    /** What a person must do to have an account. */
    String missingAccount() {
        return "No storage account is named. Set azure.storage_account in ~/.sky/config.yaml, or"
                + " AZURE_STORAGE_ACCOUNT where the server is started.";
    }
}
