package io.skyjobs.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All commands by their words; a command's class is loaded only when it is selected. */
final class CommandTable {
    /**
     * A command in the table.
     *
     * @param words the words that select it, such as {@code jobs launch}
     * @param summary what it does, for help
     */
    record Entry(String words, String summary) {}

    /** Every command, in the order in which help shows them. */
    static final List<Entry> ENTRIES =
            List.of(
                    new Entry("jobs launch", "Launch a managed job from a YAML or a command."),
                    new Entry("jobs queue", "Show statuses of managed jobs."),
                    new Entry("jobs logs", "Stream or download the logs of a managed job."),
                    new Entry("jobs cancel", "Cancel managed jobs."),
                    new Entry("jobs wait", "Wait until a managed job is over."),
                    new Entry("jobs events", "Show what happened to a managed job."),
                    new Entry("jobs explain", "Say why a managed job is where it is."),
                    new Entry("jobs dashboard", "Open the dashboard's page of jobs."),
                    new Entry("dashboard", "Open the dashboard in a browser."),
                    new Entry("jobs webhook list", "Show who is told of changes of jobs."),
                    new Entry("jobs webhook test", "Send a signed sample to a webhook."),
                    new Entry("status", "Show clusters and jobs in progress."),
                    new Entry("check", "Check which infrastructure can be used."),
                    new Entry("leaks", "Show machines of ours that no job stands behind."),
                    new Entry("show-gpus", "Show accelerators on offer and their prices."),
                    new Entry("gpus list", "Show accelerators on offer and their prices."),
                    new Entry("storage ls", "Show buckets that Skyjobs made."),
                    new Entry("storage delete", "Delete buckets that Skyjobs made."),
                    new Entry("sim status", "Show how the simulated clouds stand."),
                    new Entry("sim preempt", "Take machines of a simulated cluster back."),
                    new Entry("sim outage", "End all machines in a simulated place."),
                    new Entry("sim partition", "Cut the way to simulated machines."),
                    new Entry("sim heal", "End simulated outages and partitions."),
                    new Entry("api start", "Start the server of this user."),
                    new Entry("api stop", "Stop the server; jobs go on running."),
                    new Entry("api status", "Show whether the server runs."),
                    new Entry("api info", "Show the server's address, version and user."),
                    new Entry("api login", "Speak to the server of another machine."),
                    new Entry("api logout", "Speak to the server of this machine again."),
                    new Entry("api logs", "Show the server's own log."),
                    new Entry("api audit", "Show who asked what of the server."),
                    new Entry("users add", "Add a user of the server."),
                    new Entry("users list", "Show the users of the server."),
                    new Entry("users rotate", "Give a user another token."),
                    new Entry("users remove", "Remove a user."),
                    new Entry("completion", "Print a completion script for bash, zsh or fish."));

    private CommandTable() {}

    /** The command of these words. */
    static Optional<Command> find(String words) {
        Command command =
                switch (words) {
                    case "jobs launch" -> new JobsLaunch();
                    case "jobs queue" -> new JobsQueue();
                    case "jobs logs" -> new JobsLogs();
                    case "jobs cancel" -> new JobsCancel();
                    case "jobs wait" -> new JobsWait();
                    case "jobs events" -> new JobsEvents();
                    case "jobs explain" -> new JobsExplain();
                    case "jobs dashboard", "dashboard" -> new Dashboard("jobs");
                    case "jobs webhook list" -> new JobsWebhookList();
                    case "jobs webhook test" -> new JobsWebhookTest();
                    case "status" -> new ClusterStatus();
                    case "check" -> new InfraCheck();
                    case "show-gpus", "gpus list" -> new ShowGpus();
                    case "leaks" -> new Leaks();
                    case "storage ls" -> new StorageList();
                    case "storage delete" -> new StorageDelete();
                    case "sim status" -> new SimStatus();
                    case "sim preempt" -> new SimPreempt();
                    case "sim outage" -> new SimOutage();
                    case "sim partition" -> new SimPartition();
                    case "sim heal" -> new SimHeal();
                    case "api start" -> new ApiStart();
                    case "api stop" -> new ApiStop();
                    case "api status" -> new ApiStatus();
                    case "api info" -> new ApiInfo();
                    case "api login" -> new ApiLogin();
                    case "api logout" -> new ApiLogout();
                    case "api logs" -> new ApiLogs();
                    case "api audit" -> new ApiAudit();
                    case "users add" -> new UserCommands(UserCommands.Verb.ADD);
                    case "users list" -> new UserCommands(UserCommands.Verb.LIST);
                    case "users rotate" -> new UserCommands(UserCommands.Verb.ROTATE);
                    case "users remove" -> new UserCommands(UserCommands.Verb.REMOVE);
                    case "completion" -> new Completion();
                    // Not in the table: there is nothing that it could do.
                    case "ssh" -> new PoolSetUp();
                    default -> null;
                };
        return Optional.ofNullable(command);
    }

    /** Whether these words begin a command of more words. */
    static boolean isGroup(String words) {
        for (Entry entry : ENTRIES) {
            if (entry.words().startsWith(words + " ")) {
                return true;
            }
        }
        return false;
    }

    /** The words that may follow these, each once. */
    static List<String> next(String words) {
        List<String> following = new ArrayList<>();
        String start = words.isEmpty() ? "" : words + " ";
        for (Entry entry : ENTRIES) {
            if (entry.words().startsWith(start)) {
                String rest = entry.words().substring(start.length());
                int blank = rest.indexOf(' ');
                String word = blank < 0 ? rest : rest.substring(0, blank);
                if (!following.contains(word)) {
                    following.add(word);
                }
            }
        }
        return following;
    }
}
