package io.skyjobs.providers.channel.ssh;

import io.skyjobs.providers.channel.ssh.SshRoute.Carrier;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Looks up how targets are reached: what a target leaves open stands in the user's SSH
 * configuration, which is read anew each time, or is as OpenSSH has it.
 */
final class SshRoutes {
    private static final int USUAL_PORT = 22;

    /** What OpenSSH tries, in its order, less those that need a device. */
    private static final List<String> USUAL_KEYS = List.of("id_rsa", "id_ecdsa", "id_ed25519");

    private final SshFiles files;
    private final SshKeys keys;

    SshRoutes(SshFiles files, SshKeys keys) {
        this.files = files;
        this.keys = keys;
    }

    /** The host for people, as far as it can be said now. */
    String title(SshTarget target) {
        try {
            return of(target).title();
        } catch (SshTroubleException unusable) {
            return target.host();
        }
    }

    /** Reads the keys to offer. */
    SshIdentities identities(SshRoute route) throws SshTroubleException {
        return keys.read(route);
    }

    /** The way to a target. */
    SshRoute of(SshTarget target) throws SshTroubleException {
        var config = SshConfig.read(files.directory().resolve("config"), files.home());
        var options = config.lookUp(new SshConfig.Who(target.host(), target.user(), files.user()));
        var user = target.user().or(() -> options.first("user")).orElse(files.user());
        var port = target.port().isPresent() ? target.port() : options.port();
        var number = port.orElse(USUAL_PORT);
        var named = Map.of('h', target.host());
        var address =
                SshWords.filled(options.first("hostname").orElse(target.host()), named)
                        .toLowerCase(Locale.ROOT);
        var title = user + "@" + target.host() + (number == USUAL_PORT ? "" : ":" + number);
        var tokens = tokens(target, address, number, user);
        return new SshRoute(
                title,
                address,
                number,
                user,
                keys(target, options, tokens),
                trust(target, options, tokens),
                carrier(target, options, tokens));
    }

    private Map<Character, String> tokens(SshTarget target, String address, int port, String user) {
        var tokens = new HashMap<Character, String>();
        tokens.put('h', address);
        tokens.put('n', target.host());
        tokens.put('p', Integer.toString(port));
        tokens.put('r', user);
        tokens.put('u', files.user());
        tokens.put('d', files.home().toString());
        return Map.copyOf(tokens);
    }

    private Path file(String text, Map<Character, String> tokens) {
        return SshWords.file(SshWords.filled(text, tokens), files.home());
    }

    private SshRoute.Keys keys(
            SshTarget target, SshOptions options, Map<Character, String> tokens) {
        var all = new ArrayList<Path>();
        target.identities().forEach(one -> all.add(SshWords.file(one.toString(), files.home())));
        options.all("identityfile").stream()
                .filter(text -> !text.equalsIgnoreCase("none"))
                .forEach(text -> all.add(file(text, tokens)));
        var named = !all.isEmpty();
        if (!named && options.all("identityfile").isEmpty()) {
            USUAL_KEYS.forEach(name -> all.add(files.directory().resolve(name)));
        }
        return new SshRoute.Keys(
                all.stream().distinct().toList(),
                named,
                options.all("certificatefile").stream().map(text -> file(text, tokens)).toList(),
                agent(options, tokens),
                options.is("identitiesonly", "yes", "true"));
    }

    private Optional<Path> agent(SshOptions options, Map<Character, String> tokens) {
        var said = options.first("identityagent");
        if (said.isEmpty() || said.get().equals("SSH_AUTH_SOCK") || said.get().startsWith("$")) {
            return files.agent();
        }
        return said.get().equalsIgnoreCase("none")
                ? Optional.empty()
                : Optional.of(file(said.get(), tokens));
    }

    private SshRoute.Trust trust(
            SshTarget target, SshOptions options, Map<Character, String> tokens) {
        var name = options.first("hostkeyalias");
        var host = tokens.get('h');
        var port = tokens.get('p');
        var usual = Integer.toString(USUAL_PORT).equals(port);
        var known = new ArrayList<Path>();
        options.line("userknownhostsfile")
                .map(SshConfig.Line::words)
                .orElse(List.of("known_hosts", "known_hosts2"))
                .forEach(text -> known.add(file(text, tokens)));
        known.addAll(files.systemKnownHosts());
        return new SshRoute.Trust(
                name.orElse(usual ? String.valueOf(host) : "[" + host + "]:" + port),
                target.hostKeys(),
                known,
                !options.is("stricthostkeychecking", "yes", "true"));
    }

    private static Carrier carrier(
            SshTarget target, SshOptions options, Map<Character, String> tokens)
            throws SshTroubleException {
        if (target.proxyCommand().isPresent()) {
            return command(target.proxyCommand().get(), tokens);
        }
        if (target.proxyJump().isPresent()) {
            return jump(target.proxyJump().get(), "proxy jump of " + target.host());
        }
        var proxy = options.proxy();
        if (proxy.isEmpty()) {
            return new Carrier.Direct();
        }
        return proxy.get().key().equals("proxyjump")
                ? jump(proxy.get().value(), proxy.get().place())
                : command(proxy.get().value(), tokens);
    }

    private static Carrier command(String line, Map<Character, String> tokens) {
        return line.isBlank() || line.strip().equalsIgnoreCase("none")
                ? new Carrier.Direct()
                : new Carrier.Command(SshWords.filled(line, tokens));
    }

    private static Carrier jump(String text, String place) throws SshTroubleException {
        return text.isBlank() || text.strip().equalsIgnoreCase("none")
                ? new Carrier.Direct()
                : new Carrier.Jump(SshJumps.parse(text, place));
    }
}
