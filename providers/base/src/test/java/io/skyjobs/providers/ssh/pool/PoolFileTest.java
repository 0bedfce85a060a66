package io.skyjobs.providers.ssh.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.providers.ssh.pool.PoolFile.Reading;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the file of pools says, and how it complains. */
class PoolFileTest {
    private static final String FIELD = " must be ";

    @TempDir Path home;
    private Path path = Path.of("");
    private PoolFile file = new PoolFile(path, path);

    @BeforeEach
    void place() throws IOException {
        path = Files.createDirectories(home.resolve(".sky")).resolve("ssh_node_pools.yaml");
        file = new PoolFile(path, home);
    }

    private Reading read(String text) throws IOException {
        Files.writeString(path, text);
        return file.read();
    }

    private List<HostPool> pools(String text) throws IOException {
        return switch (read(text)) {
            case Reading.Pools pools -> pools.pools();
            case Reading.Wrong wrong -> throw new AssertionError(wrong.sentence());
            case Reading.None none -> throw new AssertionError(none.sentence());
        };
    }

    private String complaint(String text) throws IOException {
        return switch (read(text)) {
            case Reading.Wrong wrong -> wrong.sentence();
            case Reading.None none -> none.sentence();
            case Reading.Pools pools -> throw new AssertionError(pools);
        };
    }

    @Test
    void theFormOfTheReferenceIsRead() throws Exception {
        var pools =
                pools(
                        """
                        my-cluster:
                          hosts:
                            - 10.0.0.5
                            - alias-of-ssh-config
                        my-box:
                          hosts:
                            - ip: 10.0.0.7
                              user: ubuntu
                              identity_file: ~/.ssh/id_ed25519
                            - ip: 10.0.0.8
                          user: root
                          identity_file: keys/shared
                        """);

        assertThat(pools).extracting(HostPool::name).containsExactly("my-cluster", "my-box");
        assertThat(pools.get(0).hosts())
                .extracting(host -> host.id().value())
                .containsExactly("10.0.0.5", "alias-of-ssh-config");
        var own = pools.get(1).hosts().get(0);
        assertThat(own.target().user()).contains("ubuntu");
        assertThat(own.target().identities()).containsExactly(home.resolve(".ssh/id_ed25519"));
        var shared = pools.get(1).hosts().get(1);
        assertThat(shared.target().user()).contains("root");
        assertThat(shared.target().identities()).containsExactly(home.resolve(".sky/keys/shared"));
    }

    @Test
    void aHostHasItsOwnValueBeforeThatOfItsPool() throws Exception {
        var hosts =
                pools(
                                """
                                lab:
                                  port: 2222
                                  proxy_jump: me@gate:22
                                  host_key: "ssh-ed25519 AAAAC3Nz== gate"
                                  cpus: 8
                                  memory: 32GB
                                  gpus: 2
                                  hosts:
                                    - me@a
                                    - ip: b
                                      port: 22
                                      proxy_command: "ssh -W %h:%p gate"
                                      cpus: 4.5
                                      gpus: 0
                                """)
                        .getFirst()
                        .hosts();

        var first = hosts.get(0);
        assertThat(first.id()).isEqualTo(new HostId("me@a:2222"));
        assertThat(first.name()).isEqualTo("me@a");
        assertThat(first.target().hostKeys()).containsExactly("ssh-ed25519 AAAAC3Nz==");
        assertThat(first.cap())
                .isEqualTo(new HostCap(Optional.of(8.0), Optional.of(32.0), Optional.of(2)));
        var second = hosts.get(1);
        assertThat(second.id()).isEqualTo(new HostId("b:22"));
        assertThat(second.target().proxyJump()).contains("me@gate:22");
        assertThat(second.target().proxyCommand()).contains("ssh -W %h:%p gate");
        assertThat(second.cap())
                .isEqualTo(new HostCap(Optional.of(4.5), Optional.of(32.0), Optional.of(0)));
    }

    /** Each mistake is one sentence with file, line and field. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    lab:\\n  hosts: [a]\\n  usr: me         | :3: 'lab.usr' is not a field: did you mean 'user'?
                    lab:\\n  hosts:\\n  - ip: a\\n    quux: 1 | :4: 'lab.hosts[0].quux' is not a field: use ip, user,
                    lab:\\n  hosts: [a]\\n  password: x     | :3: 'lab.password' cannot be used: Skyjobs logs in with keys only.
                    lab:\\n  hosts:\\n  - user: me          | :3: 'lab.hosts[0]' must have 'ip'
                    lab:\\n  hosts: [a]\\n  port: 70000     | :3: 'lab.port' must be a whole number from 1 to 65535, got '70000'.
                    lab:\\n  hosts: [a, b, a]               | :2: 'lab.hosts[2]' names 'a', which is in the pool already
                    lab:\\n  hosts: []                      | :2: 'lab.hosts' must be a list of at least one machine.
                    lab:\\n  hosts: a                       | :2: 'lab.hosts' must be a list, got 'a'.
                    lab:\\n  hosts: ["-oProxyCommand=x"]    | :2: 'lab.hosts[0]' must be an address
                    lab:\\n  hosts: [a]\\n  memory: lots    | :3: 'lab.memory' must be memory in GiB, such as 64, got 'lots'.
                    lab:\\n  hosts: [a]\\n  cpus: 0         | :3: 'lab.cpus' must be a positive number, got '0'.
                    lab:\\n  hosts: [a]\\n  host_key: me    | :3: 'lab.host_key' must be a public host key
                    lab:\\n  user: me                       | :2: 'lab' must have 'hosts', a list of machines.
                    a b:\\n  hosts: [a]                     | :2: 'a b' is not a name for a pool
                    [1, 2]                                  | :1: the file must be a mapping of keys to values.
                    lab: {hosts: [a]                        | this is not YAML
                    lab: {hosts: [a]}\\nlab: {hosts: [b]}   | :2: 'lab' is there twice: keep one of them.
                    """)
    void mistakesAreOneSentence(String text, String sentence) throws Exception {
        assertThat(complaint(text.replace("\\n", "\n")))
                .startsWith("~/.sky/ssh_node_pools.yaml")
                .contains(sentence)
                .doesNotContain("\n");
    }

    @Test
    void aFileThatIsMissingEmptyOrHugeIsToldOf() throws Exception {
        assertThat(file.read())
                .isInstanceOfSatisfying(
                        Reading.None.class,
                        none ->
                                assertThat(none.sentence())
                                        .startsWith(
                                                "There is no ~/.sky/ssh_node_pools.yaml: name"));
        assertThat(complaint("# nothing\n")).contains("is empty: it needs at least one pool");
        assertThat(complaint("#".repeat((1 << 20) + 1))).contains("larger than");
        assertThat(complaint("[".repeat(200_000))).contains("nested too deeply");
    }

    /** No restart is needed, whatever happens to the file and back. */
    @Test
    void aChangeIsSeenAtTheNextLook() throws Exception {
        assertThat(pools("lab: {hosts: [a]}").getFirst().hosts()).hasSize(1);
        assertThat(complaint("lab: {hosts: a}")).contains(FIELD);
        assertThat(pools("lab: {hosts: [b]}").getFirst().hosts().getFirst().name()).isEqualTo("b");
        Files.delete(path);
        assertThat(file.read()).isInstanceOf(Reading.None.class);
    }
}
