package io.skyjobs.providers.channel;

import io.skyjobs.testkit.ProviderUnderTest.Scripts;

import java.util.Optional;

/**
 * Scripts for a real bash.
 *
 * @param hides whether a stubborn process empties its environment too
 */
public record BashScripts(boolean hides) implements Scripts {
    @Override
    public String prints(String text) {
        return "echo '" + text + "'\n";
    }

    @Override
    public String exitsWith(int code) {
        return "exit " + code + "\n";
    }

    @Override
    public String runsUntilStopped() {
        return "exec sleep 1000\n";
    }

    @Override
    public Optional<String> printsBytes(byte[] bytes) {
        var text = new StringBuilder("printf '");
        for (var each : bytes) {
            text.append(String.format("\\%03o", each & 0xff));
        }
        return Optional.of(text.append("'\n").toString());
    }

    @Override
    public Optional<String> diesOf(int signal) {
        return Optional.of("kill -" + signal + " $$\nsleep 1000\n");
    }

    @Override
    public Optional<String> ignoresTheEnd() {
        return Optional.of("trap '' TERM\necho ready\nwhile :; do sleep 1000; done\n");
    }

    @Override
    public Optional<String> savesWhenTold() {
        return Optional.of(
                "sh -c 'trap \"echo told; sleep 1; echo saved; exit 0\" TERM; echo ready;"
                        + " while :; do sleep 0.05; done' &\nwait\n");
    }

    @Override
    public Optional<String> staysUntilLet(int code) {
        return Optional.of(
                "trap 'echo disturbed' TERM\necho ready\n"
                        + "until [ -e let ]; do sleep 0.01; done\nexit "
                        + code
                        + "\n");
    }

    @Override
    public Optional<String> shell(String script) {
        return Optional.of(script + "\n");
    }

    @Override
    public String lets() {
        return ": >let\n";
    }

    @Override
    public Optional<String> stubbornTree(String mark) {
        var program = "trap \"\" TERM HUP INT; while :; do sleep " + mark + "; done";
        var start =
                "(setsid "
                        + (hides ? "env -i PATH=\"$PATH\" " : "")
                        + "sh -c '"
                        + program
                        + "' &)\n";
        return Optional.of(start.repeat(3) + "echo ready\nsleep 1000\n");
    }
}
