package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.LifecycleHook;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads {@code config}: from the file only what a task may override, from {@code --config} what
 * concerns the request; and splits off its hooks.
 */
final class ConfigReader {
    private static final Set<String> TASK_KEYS =
            Set.of(
                    "docker.run_options",
                    "nvidia_gpus.disable_ecc",
                    "ssh.custom_metadata",
                    "ssh.pod_config",
                    "ssh.provision_timeout",
                    "kubernetes.custom_metadata",
                    "kubernetes.pod_config",
                    "kubernetes.provision_timeout",
                    "kubernetes.dws",
                    "kubernetes.kueue",
                    "kubernetes.quota",
                    "kubernetes.remote_identity",
                    "kubernetes.enable_docker",
                    "kubernetes.set_pod_resource_limits",
                    "azure.remote_identity",
                    "azure.vpc_name",
                    "gcp.vpc_name",
                    "gcp.subnet_names",
                    "gcp.managed_instance_group",
                    "gcp.enable_gvnic",
                    "gcp.enable_gpu_direct",
                    "gcp.placement_policy",
                    "vast.datacenter_only",
                    "vast.create_instance_kwargs",
                    "slurm.sbatch_options",
                    "slurm.cpu_partition",
                    "active_workspace");

    /** What the server alone decides; a request that says it is answered with a warning. */
    private static final List<String> SERVER_KEYS =
            List.of(
                    "api_server",
                    "allowed_clouds",
                    "workspaces",
                    "db",
                    "daemons",
                    "metrics",
                    "jobs.controller");

    private final Problems problems;

    ConfigReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * What {@code config} says.
     *
     * @param values dotted key to JSON text
     * @param hooks scripts to run before a cluster stops or goes
     */
    record Config(SortedMap<String, String> values, List<LifecycleHook> hooks) {}

    /** Reads a value of the field, {@code --config} laid over it already. */
    Config read(Node node) {
        SortedMap<String, String> values = new TreeMap<>();
        Optional<Node.Fields> map = FieldReader.mapping(node, problems);
        map.ifPresent(fields -> readGroup(fields.without(List.of("hooks")), "", values));
        List<LifecycleHook> hooks =
                map.flatMap(fields -> fields.present("hooks"))
                        .map(new HooksReader(problems)::read)
                        .orElse(List.of());
        return new Config(values, hooks);
    }

    private void readGroup(Node.Fields group, String path, SortedMap<String, String> values) {
        for (Node.Field field : group.fields()) {
            String key = path.isEmpty() ? field.key() : path + "." + field.key();
            if (TASK_KEYS.contains(key)) {
                values.put(key, JsonText.of(field.value()));
            } else if (field.place().isFlag() && SERVER_KEYS.contains(key)) {
                problems.warning(
                        field.place(),
                        "%s is decided by the server and is ignored here.".formatted(key));
            } else if (isGroup(key) || field.place().isFlag()) {
                readBelow(field, key, values);
            } else {
                unsupported(field, path);
            }
        }
    }

    private void readBelow(Node.Field field, String key, SortedMap<String, String> values) {
        if (field.value() instanceof Node.Fields below) {
            readGroup(below, key, values);
        } else if (isGroup(key)) {
            if (!Scalars.isNull(field.value())) {
                problems.wrongType(field.value(), "object");
            }
        } else {
            values.put(key, JsonText.of(field.value()));
        }
    }

    private void unsupported(Node.Field field, String path) {
        Set<String> known = new TreeSet<>();
        for (String key : TASK_KEYS) {
            if (path.isEmpty() || key.startsWith(path + ".")) {
                String rest = path.isEmpty() ? key : key.substring(path.length() + 1);
                known.add(
                        rest.substring(
                                0, rest.indexOf('.') < 0 ? rest.length() : rest.indexOf('.')));
            }
        }
        if (path.isEmpty()) {
            known.add("hooks");
        }
        new FieldReader(new Node.Fields(field.place(), List.of(field)), problems).allowOnly(known);
    }

    private static boolean isGroup(String key) {
        return TASK_KEYS.stream().anyMatch(known -> known.startsWith(key + "."));
    }
}
