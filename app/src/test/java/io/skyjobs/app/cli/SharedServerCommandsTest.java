package io.skyjobs.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.app.MemoryPlane;
import io.skyjobs.app.api.ApiClient;
import io.skyjobs.app.api.SkyHome;
import io.skyjobs.app.api.UserRequest;
import io.skyjobs.app.api.UserTokenReply;
import io.skyjobs.app.server.TestServer;
import io.skyjobs.app.server.TlsServer;
import io.skyjobs.core.persistence.StoreWrite;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Commands that speak to the server of another machine, over TLS, as one of its users. */
class SharedServerCommandsTest {
    @TempDir Path servers;
    @TempDir Path users;

    private MemoryPlane plane;
    private TestServer server;
    private String url;
    private String token;
    private TestShell shell;

    @BeforeEach
    void aUserOfAServer() throws Exception {
        plane = new MemoryPlane(servers);
        Files.createDirectories(plane.blobs());
        Files.createFile(plane.blobs().resolve("open"));
        server = TlsServer.start(plane, servers);
        url = "https://localhost:" + server.port();
        Path certificate = Files.copy(TlsServer.certificate(servers), users.resolve("ca.pem"));
        ApiClient owner =
                new Endpoint(URI.create(url), TestServer.TOKEN, Optional.of(certificate)).client();
        token =
                owner.post(
                                "/users",
                                UserRequest.class,
                                new UserRequest("bea", "user"),
                                UserTokenReply.class)
                        .token();
        shell = new TestShell(users, () -> 1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestShell.Outcome login() {
        return shell.typing(token + "\n")
                .run("api", "login", "-e", url + "/", "--cacert", "ca.pem");
    }

    @Test
    void aUserLogsInAndOutAgain() throws Exception {
        TestShell.Outcome in = login();
        assertThat(in.err()).isEqualTo("Enter your token: \n");
        assertThat(in.out())
                .isEqualTo("Logged into Skyjobs API server at " + url + " as bea (role: user).\n");
        Path saved = users.resolve(".sky/login");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(saved)))
                .isEqualTo("rw-------");
        TestShell.Outcome info = shell.run("api", "info");
        assertThat(info.out()).contains("server: " + url + "\n").contains("User: bea (role: user)");
        for (String local : new String[] {"start", "stop", "logs"}) {
            TestShell.Outcome refused = shell.run("api", local);
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.err())
                    .contains("sky api " + local + " is for the server of this machine")
                    .contains("sky api logout");
        }
        assertThat(shell.run("api", "logout").out()).startsWith("Logged out.");
        assertThat(saved).doesNotExist();
        assertThat(shell.run("api", "logout").out()).startsWith("Not logged into");
    }

    @Test
    void aJobBringsFilesThatTheServersMachineDoesNotHave() throws Exception {
        assertThat(login().code()).isZero();
        Files.createDirectories(users.resolve("code"));
        shell.file("code/main.py", "print(1)\n")
                .file("note.txt", "hello")
                .file(
                        "task.yaml",
                        """
                        workdir: code
                        file_mounts: {~/note.txt: note.txt}
                        run: python main.py
                        """);
        TestShell.Outcome launched = shell.run("jobs", "launch", "-y", "-d", "task.yaml");
        assertThat(launched.err()).isEmpty();
        assertThat(launched.code()).isZero();
        StoreWrite.Submit submit = plane.submits().getFirst();
        assertThat(submit.header().user()).isEqualTo("bea");
        assertThat(stored()).contains("print(1)\n", "hello");
        assertThat(shell.run("jobs", "queue").out()).contains("task");
    }

    /** Every file that the server keeps. */
    private List<String> stored() throws IOException {
        try (Stream<Path> files = Files.walk(plane.blobs())) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return texts;
        }
    }

    @Test
    void aPathThatIsOnTheServersMachineOnlyIsMissing() throws Exception {
        assertThat(login().code()).isZero();
        Path secret = Files.writeString(servers.resolve("secret.txt"), "mine");
        shell.file("task.yaml", "file_mounts: {~/x: " + secret + "x}\nrun: cat ~/x\n");
        TestShell.Outcome refused = shell.run("jobs", "launch", "-y", "task.yaml");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("task.yaml:1").contains("does not exist");
    }

    @Test
    void onlyOwnJobsAreInTheQueueWhateverTheOsCallsTheUser() throws Exception {
        TestShell owner = new TestShell(servers, () -> 1);
        assertThat(
                        owner.typing(TestServer.TOKEN + "\n")
                                .run("api", "login", "-e", url, "--cacert", ".sky/tls.pem")
                                .code())
                .isZero();
        assertThat(owner.run("jobs", "launch", "-y", "-d", "-n", "hers", "true").code()).isZero();
        assertThat(login().code()).isZero();
        assertThat(shell.run("jobs", "launch", "-y", "-d", "-n", "own", "true").code()).isZero();
        assertThat(shell.run("jobs", "queue").out()).contains("own").doesNotContain("hers");
        assertThat(shell.run("jobs", "queue", "-u").out()).contains("own").contains("hers");
        assertThat(owner.run("jobs", "queue").out()).contains("hers").doesNotContain("own ");
    }

    @Test
    void theVariablesNameAServerAsWell() {
        TestShell.Outcome bare = shell.with("SKYPILOT_API_SERVER_ENDPOINT", url).run("status");
        assertThat(bare.code()).isEqualTo(2);
        assertThat(bare.err()).contains("There is no token for the server at " + url);
        shell.with("SKYPILOT_SERVICE_ACCOUNT_TOKEN", token)
                .with("SSL_CERT_FILE", users.resolve("ca.pem").toString());
        assertThat(shell.run("api", "info").out()).contains("User: bea");
        assertThat(shell.run("api", "start").err()).contains("unset SKYPILOT_API_SERVER_ENDPOINT");
    }

    @Test
    void aServerThatIsNotTrustedGetsNoToken() {
        TestShell.Outcome refused = shell.typing(token + "\n").run("api", "login", "-e", url);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("There is no trusted connection to " + url)
                .contains("--cacert FILE");
        assertThat(users.resolve(".sky/login")).doesNotExist();
    }

    @Test
    void aWrongTokenIsOneSentence() {
        TestShell.Outcome refused =
                shell.typing("sky_nobody\n").run("api", "login", "-e", url, "--cacert", "ca.pem");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("The server at " + url + " does not know your token.");
        assertThat(users.resolve(".sky/login")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sky.example.com",
                "ftp://sky.example.com",
                "https://bea:hidden@sky.example.com",
                "https://sky.example.com/a",
                "https://",
                "ht tp://x"
            })
    void anAddressThatIsNoneIsRefusedWithoutItsPassword(String address) {
        TestShell.Outcome refused = shell.run("api", "login", "-e", address);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("--endpoint must be the address of a server")
                .doesNotContain("hidden");
    }

    @Test
    void plainHttpToAnotherMachineIsWarnedAboutAndAPlaceWithoutServerNamed() {
        TestShell.Outcome refused =
                shell.typing(token + "\n")
                        .run("api", "login", "-e", "http://nowhere.invalid:46580");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("your token can be read on the way")
                .contains("There is no machine by the name of http://nowhere.invalid:46580");
    }

    /** The JDK gives no body to an answer that refuses what was sent with one. */
    @Test
    void aTokenThatWasRotatedIsSaidToBeUnknownWhateverWasAsked() {
        assertThat(login().code()).isZero();
        ownersRotation();
        TestShell.Outcome refused = shell.run("jobs", "launch", "-y", "-d", "true");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("The server at " + url + " does not know your token.");
    }

    private void ownersRotation() {
        TestShell owner =
                new TestShell(servers, () -> 1)
                        .with("SKYPILOT_API_SERVER_ENDPOINT", url)
                        .with("SKYPILOT_SERVICE_ACCOUNT_TOKEN", TestServer.TOKEN)
                        .with("SSL_CERT_FILE", users.resolve("ca.pem").toString());
        assertThat(owner.run("users", "rotate", "bea").code()).isZero();
    }

    /** What a proxy or a balancer says while the server is away says nothing of the job. */
    @Test
    void aServerThatIsAwayBehindAProxyIsAskedAgain() throws Exception {
        try (FlakyFront front = new FlakyFront(server.port())) {
            TestShell patient =
                    new TestShell(users, () -> 1)
                            .with(
                                    "SKYPILOT_API_SERVER_ENDPOINT",
                                    "https://localhost:" + front.port())
                            .with("SKYPILOT_SERVICE_ACCOUNT_TOKEN", token)
                            .with("SSL_CERT_FILE", users.resolve("ca.pem").toString());
            front.refuse(3);
            assertThat(patient.run("jobs", "queue").code()).isZero();
            front.refuse(100);
            TestShell.Outcome away = patient.run("jobs", "queue");
            assertThat(away.code()).isEqualTo(1);
            assertThat(away.err())
                    .contains(
                            "The server at https://localhost:" + front.port() + " does not answer")
                    .doesNotContain("--cacert");
        }
    }

    /** A plan is not agreed to that is refused afterwards. */
    @Test
    void aPlanSaysWhereJobsOfUsersMayNotRun() throws Exception {
        server.close();
        Files.delete(plane.blobs().resolve("open"));
        Files.delete(servers.resolve("keys"));
        server = TlsServer.start(plane, servers);
        Files.copy(
                TlsServer.certificate(servers),
                users.resolve("ca.pem"),
                StandardCopyOption.REPLACE_EXISTING);
        TestShell bea =
                new TestShell(users, () -> 1)
                        .with("SKYPILOT_API_SERVER_ENDPOINT", "https://localhost:" + server.port())
                        .with("SKYPILOT_SERVICE_ACCOUNT_TOKEN", token)
                        .with("SSL_CERT_FILE", users.resolve("ca.pem").toString());
        TestShell.Outcome refused = bea.run("jobs", "launch", "--dryrun", "true");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("do not run on the server's own machine");
    }

    /** A command that asks again asks the server that it asked first. */
    @Test
    void aLoginMidwayChangesNothingForACommandThatRuns() throws Exception {
        ServerPlace place = new ServerPlace(SkyHome.at(users), Map.of());
        assertThat(login().code()).isZero();
        assertThat(place.named().orElseThrow().url()).hasToString(url);
        assertThat(shell.run("api", "logout").code()).isZero();
        assertThat(place.named().orElseThrow().url()).hasToString(url);
    }
}
