package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.LifecycleHook;
import io.skyjobs.core.spec.TaskSpec.Workdir;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.store.StoreUri;

/**
 * The text form in which job specifications are stored: JSON with a version, the same text for
 * equal jobs.
 *
 * <p>Reading gives back exactly what was written, in every version that was ever written. A change
 * of the form is a new version; fields of older ones keep their meaning for ever. No value of a
 * secret is in it.
 */
public final class SpecText {
    /** The version that is written. */
    public static final int VERSION = 5;

    private SpecText() {}

    /** The text of a job. */
    public static String write(JobSpec job) {
        JsonObject out = new JsonObject();
        out.number("version", VERSION);
        out.text("name", job.name());
        out.number("priority", job.priority());
        job.recipe().ifPresent(recipe -> out.text("recipe", recipe));
        if (!job.trees().isEmpty()) {
            out.texts("trees", job.trees());
        }
        job.staging().ifPresent(staging -> out.json("staging", staging(staging)));
        if (!job.webhooks().isEmpty()) {
            out.list("webhooks", job.webhooks(), SpecText::webhook);
        }
        out.list("needs", job.needs(), JsonObject::numbers);
        out.list("tasks", job.tasks(), SpecText::task);
        return out.toString();
    }

    /**
     * The job of a text.
     *
     * @throws UnreadableSpecException when the text is of an unknown version or was not written by
     *     {@link #write}
     */
    public static JobSpec read(String text) {
        return SpecParser.read(text);
    }

    private static String staging(Staging staging) {
        JsonObject out = new JsonObject();
        out.json("directory", address(staging.directory()));
        out.bool("own_bucket", staging.ownBucket());
        out.texts("places", staging.places());
        return out.toString();
    }

    private static String webhook(JobWebhook webhook) {
        JsonObject out = new JsonObject();
        out.text("url", webhook.url().toString());
        out.text("secret", webhook.secret());
        if (!webhook.statuses().isEmpty()) {
            out.list("statuses", webhook.statuses(), JsonText::quoted);
        }
        webhook.name().ifPresent(name -> out.text("name", name));
        return out.toString();
    }

    private static String address(StoreUri uri) {
        JsonObject out = new JsonObject();
        out.text("store", uri.store());
        out.text("area", uri.area());
        out.text("bucket", uri.bucket());
        out.text("key", uri.key());
        return out.toString();
    }

    private static String task(TaskSpec task) {
        JsonObject out = new JsonObject();
        out.text("name", task.name());
        task.workdir().ifPresent(workdir -> out.json("workdir", workdir(workdir)));
        out.number("nodes", task.numNodes());
        out.json("resources", choice(task.resources()));
        out.json("recovery", recovery(task.recovery()));
        out.texts("envs", task.envs());
        out.list("secrets", task.secrets(), JsonText::quoted);
        task.setup().ifPresent(setup -> out.text("setup", setup));
        task.run().ifPresent(run -> out.text("run", run));
        out.list("file_mounts", task.fileMounts(), SpecText::mount);
        task.eventCallback().ifPresent(script -> out.text("event_callback", script));
        out.list("hooks", task.hooks(), SpecText::hook);
        out.texts("config", task.config());
        out.bool("api_server_access", task.apiServerAccess());
        task.maxDuration().ifPresent(most -> out.number("max_duration_seconds", most.toSeconds()));
        task.maxWait().ifPresent(most -> out.number("max_wait_seconds", most.toSeconds()));
        out.texts("extras", task.extras());
        return out.toString();
    }

    private static String workdir(Workdir workdir) {
        JsonObject out = new JsonObject();
        switch (workdir) {
            case Workdir.Local local -> out.text("path", local.path());
            case Workdir.Git git -> {
                out.text("url", git.url());
                git.ref().ifPresent(ref -> out.text("ref", ref));
            }
        }
        return out.toString();
    }

    private static String recovery(JobRecovery recovery) {
        JsonObject out = new JsonObject();
        out.text("strategy", recovery.strategy().name());
        out.number("max_restarts_on_errors", recovery.maxRestartsOnErrors());
        if (!recovery.recoverOnExitCodes().isEmpty()) {
            out.json("recover_on_exit_codes", JsonObject.numbers(recovery.recoverOnExitCodes()));
        }
        if (!recovery.returnToSpot()) {
            out.bool("return_to_spot", false);
        }
        return out.toString();
    }

    private static String choice(ResourceChoice choice) {
        JsonObject out = new JsonObject();
        String kind =
                switch (choice) {
                    case ResourceChoice.One _ -> "one";
                    case ResourceChoice.AnyOf _ -> "any_of";
                    case ResourceChoice.Ordered _ -> "ordered";
                };
        out.list(kind, choice.options(), SpecText::resources);
        return out.toString();
    }

    private static String resources(Resources resources) {
        JsonObject out = new JsonObject();
        resources.infra().cloud().ifPresent(cloud -> out.text("cloud", cloud));
        resources.infra().region().ifPresent(region -> out.text("region", region));
        resources.infra().zone().ifPresent(zone -> out.text("zone", zone));
        resources.instanceType().ifPresent(type -> out.text("instance_type", type));
        resources.cpus().ifPresent(cpus -> out.json("cpus", amount(cpus)));
        resources.memoryGib().ifPresent(memory -> out.json("memory_gib", amount(memory)));
        resources.accelerator().ifPresent(request -> out.json("accelerator", accelerator(request)));
        out.bool("spot", resources.spot());
        out.number("disk_gib", resources.diskGib());
        resources.diskTier().ifPresent(tier -> out.text("disk_tier", tier));
        resources.networkTier().ifPresent(tier -> out.text("network_tier", tier));
        resources.localDisk().ifPresent(disk -> out.text("local_disk", disk));
        resources
                .maxHourlyCost()
                .ifPresent(cost -> out.number("max_micros_per_hour", cost.micros()));
        out.list("ports", resources.ports(), JsonText::quoted);
        out.texts("image_id", resources.imageId());
        out.texts("labels", resources.labels());
        return out.toString();
    }

    private static String amount(Amount amount) {
        JsonObject out = new JsonObject();
        out.json("value", Double.toString(amount.value()));
        out.bool("or_more", amount.orMore());
        return out.toString();
    }

    private static String accelerator(AcceleratorRequest request) {
        JsonObject out = new JsonObject();
        switch (request) {
            case AcceleratorRequest.Named named -> out.text("name", named.accelerator().name());
            case AcceleratorRequest.ByMemory memory -> {
                out.json("memory_gib", amount(memory.memoryGib()));
                memory.manufacturer().ifPresent(maker -> out.text("manufacturer", maker));
            }
        }
        out.json("count", Double.toString(request.count()));
        return out.toString();
    }

    private static String mount(FileMount mount) {
        JsonObject out = new JsonObject();
        out.text("target", mount.target());
        switch (mount) {
            case FileMount.LocalPath local -> out.text("path", local.source());
            case FileMount.Uri uri -> out.text("uri", uri.uri());
            case FileMount.Storage storage -> out.json("storage", storage(storage));
        }
        return out.toString();
    }

    private static String storage(FileMount.Storage storage) {
        JsonObject out = new JsonObject();
        storage.name().ifPresent(name -> out.text("name", name));
        out.list("sources", storage.sources(), JsonText::quoted);
        storage.store().ifPresent(store -> out.text("store", store));
        out.text("mode", storage.mode().name());
        out.bool("persistent", storage.persistent());
        storage.region().ifPresent(region -> out.text("region", region));
        storage.preset().ifPresent(preset -> out.text("type", preset));
        out.texts("options", storage.options());
        storage.address().ifPresent(address -> out.json("address", address(address)));
        return out.toString();
    }

    private static String hook(LifecycleHook hook) {
        JsonObject out = new JsonObject();
        out.text("run", hook.run());
        out.list("events", hook.events(), JsonText::quoted);
        out.number("timeout_seconds", hook.timeoutSeconds());
        return out.toString();
    }
}
