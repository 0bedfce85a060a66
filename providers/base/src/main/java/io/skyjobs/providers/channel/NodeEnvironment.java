package io.skyjobs.providers.channel;

import io.skyjobs.spi.ClusterName;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment that processes of a node begin with: what a login to a machine would give, and
 * nothing of the server's own, whose variables may hold secrets.
 */
public final class NodeEnvironment {
    /** The variable that every process of a node inherits; its value is the node's directory. */
    public static final String MARKER = "SKYJOBS_NODE";

    /** How to reach the network from here, which language and time, and where shared tools are. */
    private static final List<String> PASSED_ON =
            List.of(
                    "LANG",
                    "LC_ALL",
                    "TZ",
                    "http_proxy",
                    "https_proxy",
                    "no_proxy",
                    "HTTP_PROXY",
                    "HTTPS_PROXY",
                    "NO_PROXY",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "LD_LIBRARY_PATH",
                    "JAVA_HOME",
                    "PYENV_ROOT");

    private NodeEnvironment() {}

    /** The variables, which the caller may change. */
    public static Map<String, String> of(ClusterName cluster, Path node, Path home) {
        var variables = new LinkedHashMap<String, String>();
        for (var name : PASSED_ON) {
            var value = System.getenv(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        variables.putIfAbsent("LANG", "C.UTF-8");
        variables.put("PATH", Machine.path());
        variables.put("HOME", home.toString());
        variables.put("USER", Machine.user());
        variables.put("LOGNAME", Machine.user());
        variables.put("SHELL", "/bin/bash");
        variables.put("SKYJOBS_CLUSTER", cluster.value());
        variables.put(MARKER, node.toString());
        return variables;
    }
}
