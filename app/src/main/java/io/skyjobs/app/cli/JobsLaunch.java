package io.skyjobs.app.cli;

import static io.skyjobs.app.cli.Arguments.flag;
import static io.skyjobs.app.cli.Arguments.text;

import io.skyjobs.app.api.ApiException;
import io.skyjobs.app.api.JobRequest;
import io.skyjobs.app.api.JsonText;
import io.skyjobs.app.api.PlanReply;
import io.skyjobs.app.api.ProblemCode;
import io.skyjobs.app.api.ProblemReply;
import io.skyjobs.app.api.SubmitReply;
import io.skyjobs.app.api.SubmitRequest;
import io.skyjobs.app.api.Wire;

import picocli.CommandLine.Model.CommandSpec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** {@code sky jobs launch}: shows where a job would run, asks, submits it, and follows it. */
final class JobsLaunch implements Command {
    private static final String ABORTED = "Aborted!";

    @Override
    public CommandSpec spec() {
        CommandSpec spec = CommandSpec.create();
        spec.usageMessage().description("Launch a managed job from a YAML or a command.");
        spec.addPositional(Arguments.words("ENTRYPOINT", "Task file, or a bash command."));
        spec.addOption(text("NAME", "Job name; overrides the file's.", "-n", "--name"));
        spec.addOption(
                text("NAME", "Alias of --name.", "-c", "--cluster").toBuilder()
                        .hidden(true)
                        .build());
        spec.addOption(flag("Return once submitted.", "-d", "--detach-run"));
        spec.addOption(flag("Do not ask.", "-y", "--yes"));
        spec.addOption(flag("Only show where it would run.", "--dryrun"));
        spec.addOption(text("N", "Submit N copies.", "--num-jobs"));
        spec.addOption(OutputForm.option());
        TaskFlags.addTo(spec);
        return spec;
    }

    @Override
    public int run(Arguments arguments, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        OutputForm form = OutputForm.of(arguments);
        int copies = copies(arguments);
        Optional<String> name = name(arguments);
        Optional<Entrypoint> entrypoint = Entrypoint.read(arguments.words(), shell);
        if (entrypoint.isEmpty()) {
            return 1;
        }
        JobRequest request =
                new LocalPaths(shell)
                        .told(
                                entrypoint
                                        .get()
                                        .request(name, TaskFlags.read(arguments, shell), shell));
        if (form == OutputForm.TABLE) {
            shell.terminal().line(entrypoint.get().echo(shell.terminal()));
        }
        if (arguments.has("--dryrun")) {
            return dryRun(request, form, shell);
        }
        boolean yes = arguments.has("--yes");
        Optional<PlanReply> shown = Optional.empty();
        if (!yes) {
            PlanReply plan = plan(request, shell);
            show(plan, form, shell.terminal());
            if (!agreed(plan, copies, form, shell)) {
                return 1;
            }
            shown = Optional.of(plan);
        }
        SubmitReply submitted = submit(request, copies, shown, shell);
        if (yes) {
            ProblemLines.print(shell.terminal(), submitted.warnings());
        }
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(SubmitReply.class, submitted));
        } else if (form == OutputForm.TABLE) {
            LaunchTexts.submitted(submitted, copies, shell.terminal());
        }
        if (arguments.has("--detach-run") || copies > 1 || form == OutputForm.JSON) {
            return 0;
        }
        return new LogFollower(shell)
                .follow(LogFollower.Wish.launched(submitted.jobIds().getFirst()));
    }

    private static int copies(Arguments arguments) throws UsageProblem {
        Optional<String> text = arguments.text("--num-jobs");
        if (text.isEmpty()) {
            return 1;
        }
        long number = arguments.number("--num-jobs").orElseThrow();
        if (number < 1) {
            throw new UsageProblem(
                    "--num-jobs must be a positive integer. Got: " + text.get() + ".");
        }
        if (number > Wire.MAX_JOBS) {
            throw new UsageProblem(
                    "--num-jobs can be at most " + Wire.MAX_JOBS + ". Got: " + number + ".");
        }
        return (int) number;
    }

    private static Optional<String> name(Arguments arguments) throws UsageProblem {
        Optional<String> name = arguments.text("--name");
        Optional<String> cluster = arguments.text("--cluster");
        if (name.isPresent() && cluster.isPresent() && !name.equals(cluster)) {
            throw new UsageProblem(
                    "Cannot specify both --name and --cluster with different values.");
        }
        return name.or(() -> cluster);
    }

    private static PlanReply plan(JobRequest request, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        return shell.server()
                .call(server -> server.post("/plan", JobRequest.class, request, PlanReply.class));
    }

    private static int dryRun(JobRequest request, OutputForm form, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        PlanReply plan = plan(request, shell);
        if (form == OutputForm.JSON) {
            shell.terminal().line(JsonText.pretty(PlanReply.class, plan));
        } else if (form == OutputForm.TABLE) {
            show(plan, form, shell.terminal());
        }
        if (!plan.feasible()) {
            refuse(plan);
        }
        return 0;
    }

    /** Beside the output where that is for a program. */
    private static void show(PlanReply plan, OutputForm form, Terminal terminal) {
        ProblemLines.print(terminal, plan.warnings());
        if (!plan.text().isEmpty()) {
            String title = "Managed job '" + plan.jobName() + "' will be launched on (estimated):";
            if (form == OutputForm.TABLE) {
                terminal.line(title);
                terminal.text(plan.text());
            } else {
                terminal.error(title + "\n" + plan.text().stripTrailing());
            }
        }
        terminal.flush();
    }

    private static boolean agreed(PlanReply plan, int copies, OutputForm form, Shell shell)
            throws ApiException, IOException {
        if (!plan.feasible()) {
            refuse(plan);
        }
        String what =
                copies == 1
                        ? "a managed job '" + plan.jobName() + "'"
                        : copies + " managed jobs '" + plan.jobName() + "'";
        return confirm("Launching " + what + ". Proceed? [Y/n]: ", true, form, shell.terminal());
    }

    /** Asks; an answer that is missing, or anything but yes, prints {@code Aborted!}. */
    static boolean confirm(String question, boolean standard, OutputForm form, Terminal terminal)
            throws IOException {
        Optional<Boolean> answer = answer(question, standard, form, terminal);
        if (answer.isEmpty()) {
            terminal.error("Nobody is there to answer; use --yes to go on without asking.");
            terminal.error(ABORTED);
        }
        return answer.orElse(false);
    }

    /**
     * Asks until the answer is yes or no, and prints {@code Aborted!} after a no; empty when nobody
     * is there to answer.
     */
    static Optional<Boolean> answer(
            String question, boolean standard, OutputForm form, Terminal terminal)
            throws IOException {
        boolean aside = form != OutputForm.TABLE;
        while (true) {
            Optional<String> answer = aside ? terminal.askAside(question) : terminal.ask(question);
            if (answer.isEmpty()) {
                return Optional.empty();
            }
            String word = answer.get().toLowerCase(Locale.ROOT);
            if (word.isEmpty() ? standard : word.equals("y") || word.equals("yes")) {
                return Optional.of(true);
            }
            if (word.isEmpty() || word.equals("n") || word.equals("no")) {
                terminal.error(ABORTED);
                return Optional.of(false);
            }
            terminal.error("Error: invalid input");
        }
    }

    private static void refuse(PlanReply plan) throws ApiException {
        String message =
                plan.tasks().stream()
                        .flatMap(task -> task.problems().stream())
                        .map(PlanReply.Trouble::message)
                        .findFirst()
                        .orElse("No place can run the job.");
        throw new ApiException(ProblemReply.of(422, ProblemCode.NO_PLACE, message));
    }

    /** Where the server lacks files of the job, they are brought, and the job is sent again. */
    private static SubmitReply submit(
            JobRequest request, int copies, Optional<PlanReply> agreed, Shell shell)
            throws UsageProblem, CommandFailure, ApiException, IOException, InterruptedException {
        Optional<String> shown =
                agreed.map(
                        plan ->
                                new String(
                                        JsonText.write(PlanReply.class, plan),
                                        StandardCharsets.UTF_8));
        String key = UUID.randomUUID().toString();
        List<String> files = agreed.map(PlanReply::files).orElse(List.of());
        if (files.isEmpty()) {
            try {
                return submit(new SubmitRequest(request, key, copies, shown, Map.of()), shell);
            } catch (ApiException refused) {
                if (!refused.problem().is(ProblemCode.FILES_NEEDED)) {
                    throw refused;
                }
                files = plan(request, shell).files();
            }
        }
        new LocalPaths(shell).need(files, request);
        Map<String, String> trees = new FileUpload(shell).bring(files);
        return submit(new SubmitRequest(request, key, copies, shown, trees), shell);
    }

    private static SubmitReply submit(SubmitRequest submit, Shell shell)
            throws CommandFailure, ApiException, IOException, InterruptedException {
        return shell.server()
                .call(
                        server ->
                                server.post(
                                        "/jobs", SubmitRequest.class, submit, SubmitReply.class));
    }
}
