package io.skyjobs.core.spec;

import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.core.spec.TaskSpec.LifecycleHook;
import io.skyjobs.core.spec.TaskSpec.Workdir;
import io.skyjobs.spi.Accelerator;
import io.skyjobs.spi.AcceleratorRequest;
import io.skyjobs.spi.Amount;
import io.skyjobs.spi.Infra;
import io.skyjobs.spi.ResourceChoice;
import io.skyjobs.spi.Resources;
import io.skyjobs.spi.UsdPerHour;
import io.skyjobs.spi.store.StoreUri;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads what {@link SpecText} writes; each version that was ever written has its reader here. */
final class SpecParser {
    private SpecParser() {}

    /** Chooses the reader by version. */
    static JobSpec read(String text) {
        StoredFields job = StoredFields.of(JsonTree.parse(text));
        int version = job.integer("version");
        if (version < 1 || version > SpecText.VERSION) {
            throw new UnreadableSpecException(
                    ("The stored specification of the job has version %d, and this program reads versions 1 to %d:"
                                    + " use the program that wrote it, or a later one.")
                            .formatted(version, SpecText.VERSION));
        }
        try {
            return job(job);
        } catch (IllegalArgumentException contradictory) {
            throw new UnreadableSpecException(
                    "The stored specification of the job is damaged: "
                            + contradictory.getMessage());
        }
    }

    private static JobSpec job(StoredFields job) {
        JobSpec spec =
                new JobSpec(
                        job.text("name"),
                        job.objects("tasks").stream().map(SpecParser::task).toList(),
                        job.lists("needs").stream().map(StoredFields::integers).toList(),
                        job.integer("priority"),
                        job.optionalText("recipe"),
                        job.map("trees"),
                        job.object("staging").map(SpecParser::staging),
                        job.objects("webhooks").stream().map(SpecParser::webhook).toList());
        job.allRead();
        return spec;
    }

    private static TaskSpec task(StoredFields task) {
        TaskSpec spec =
                new TaskSpec(
                        task.text("name"),
                        task.object("workdir").map(SpecParser::workdir),
                        task.integer("nodes"),
                        choice(task.requiredObject("resources")),
                        recovery(task.requiredObject("recovery")),
                        task.map("envs"),
                        new TreeSet<>(task.texts("secrets")),
                        task.optionalText("setup"),
                        task.optionalText("run"),
                        task.objects("file_mounts").stream().map(SpecParser::mount).toList(),
                        task.optionalText("event_callback"),
                        task.objects("hooks").stream().map(SpecParser::hook).toList(),
                        task.map("config"),
                        task.bool("api_server_access"),
                        seconds(task, "max_duration_seconds"),
                        seconds(task, "max_wait_seconds"),
                        task.map("extras"));
        task.allRead();
        return spec;
    }

    private static Optional<Duration> seconds(StoredFields task, String field) {
        return task.node(field).map(StoredFields::whole).map(Duration::ofSeconds);
    }

    private static JobWebhook webhook(StoredFields webhook) {
        JobWebhook result =
                new JobWebhook(
                        URI.create(webhook.text("url")),
                        webhook.text("secret"),
                        webhook.texts("statuses"),
                        webhook.optionalText("name"));
        webhook.allRead();
        return result;
    }

    private static Workdir workdir(StoredFields workdir) {
        Optional<String> path = workdir.optionalText("path");
        Workdir result =
                path.isPresent()
                        ? new Workdir.Local(path.get())
                        : new Workdir.Git(workdir.text("url"), workdir.optionalText("ref"));
        workdir.allRead();
        return result;
    }

    private static JobRecovery recovery(StoredFields recovery) {
        JobRecovery result =
                new JobRecovery(
                        JobRecovery.Strategy.valueOf(recovery.text("strategy")),
                        recovery.integer("max_restarts_on_errors"),
                        recovery.node("recover_on_exit_codes")
                                .map(StoredFields::integers)
                                .orElse(List.of()),
                        recovery.optionalBool("return_to_spot").orElse(true));
        recovery.allRead();
        return result;
    }

    private static ResourceChoice choice(StoredFields choice) {
        List<Resources> one = options(choice, "one");
        List<Resources> anyOf = options(choice, "any_of");
        List<Resources> ordered = options(choice, "ordered");
        choice.allRead();
        if (one.size() == 1) {
            return new ResourceChoice.One(one.getFirst());
        }
        return anyOf.isEmpty()
                ? new ResourceChoice.Ordered(ordered)
                : new ResourceChoice.AnyOf(anyOf);
    }

    private static List<Resources> options(StoredFields choice, String kind) {
        return choice.objects(kind).stream().map(SpecParser::resources).toList();
    }

    private static Resources resources(StoredFields option) {
        Resources resources =
                new Resources(
                        new Infra(
                                option.optionalText("cloud"),
                                option.optionalText("region"),
                                option.optionalText("zone")),
                        option.optionalText("instance_type"),
                        option.object("cpus").map(SpecParser::amount),
                        option.object("memory_gib").map(SpecParser::amount),
                        option.object("accelerator").map(SpecParser::accelerator),
                        option.bool("spot"),
                        option.integer("disk_gib"),
                        option.optionalText("disk_tier"),
                        option.optionalText("network_tier"),
                        option.optionalText("local_disk"),
                        option.node("max_micros_per_hour")
                                .map(StoredFields::whole)
                                .map(UsdPerHour::new),
                        option.texts("ports"),
                        option.map("image_id"),
                        option.map("labels"));
        option.allRead();
        return resources;
    }

    private static Amount amount(StoredFields amount) {
        Amount result = new Amount(amount.decimal("value"), amount.bool("or_more"));
        amount.allRead();
        return result;
    }

    private static AcceleratorRequest accelerator(StoredFields request) {
        double count = request.decimal("count");
        Optional<String> name = request.optionalText("name");
        AcceleratorRequest result =
                name.isPresent()
                        ? new AcceleratorRequest.Named(new Accelerator(name.get(), count))
                        : new AcceleratorRequest.ByMemory(
                                amount(request.requiredObject("memory_gib")),
                                request.optionalText("manufacturer"),
                                count);
        request.allRead();
        return result;
    }

    private static FileMount mount(StoredFields mount) {
        String target = mount.text("target");
        Optional<String> path = mount.optionalText("path");
        Optional<String> uri = mount.optionalText("uri");
        FileMount result;
        if (path.isPresent()) {
            result = new FileMount.LocalPath(target, path.get());
        } else if (uri.isPresent()) {
            result = new FileMount.Uri(target, uri.get());
        } else {
            result = storage(target, mount.requiredObject("storage"));
        }
        mount.allRead();
        return result;
    }

    private static FileMount storage(String target, StoredFields storage) {
        FileMount result =
                new FileMount.Storage(
                        target,
                        storage.optionalText("name"),
                        storage.texts("sources"),
                        storage.optionalText("store"),
                        FileMount.Mode.valueOf(storage.text("mode")),
                        storage.bool("persistent"),
                        storage.optionalText("region"),
                        storage.optionalText("type"),
                        storage.map("options"),
                        storage.object("address").map(SpecParser::address));
        storage.allRead();
        return result;
    }

    private static Staging staging(StoredFields staging) {
        Staging result =
                new Staging(
                        address(staging.requiredObject("directory")),
                        staging.bool("own_bucket"),
                        staging.map("places"));
        staging.allRead();
        return result;
    }

    private static StoreUri address(StoredFields address) {
        StoreUri result =
                new StoreUri(
                        address.text("store"),
                        address.text("area"),
                        address.text("bucket"),
                        address.text("key"));
        address.allRead();
        return result;
    }

    private static LifecycleHook hook(StoredFields hook) {
        LifecycleHook result =
                new LifecycleHook(
                        hook.text("run"), hook.texts("events"), hook.integer("timeout_seconds"));
        hook.allRead();
        return result;
    }
}
