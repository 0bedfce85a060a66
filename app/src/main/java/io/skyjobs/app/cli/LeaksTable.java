package io.skyjobs.app.cli;

import io.skyjobs.app.api.LeaksReply;
import io.skyjobs.app.api.LeaksReply.Account;
import io.skyjobs.app.api.LeaksReply.Backer;
import io.skyjobs.app.api.LeaksReply.Resource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows what providers and stores have of ours: what is left over last, where it is seen. */
final class LeaksTable {
    private final Terminal terminal;
    private final Instant now;
    private final ZoneId zone;

    LeaksTable(Terminal terminal, Instant now, ZoneId zone) {
        this.terminal = terminal;
        this.now = now;
        this.zone = zone;
    }

    /** Prints all of it. */
    void print(LeaksReply reply, StorageLeaksTable storages) {
        section(reply, "MATCHED", "Matched: a job stands behind these.");
        section(
                reply,
                "FOREIGN",
                "Foreign: other installations of Skyjobs have these; they are left alone.");
        section(
                reply,
                "UNMATCHED",
                "Unmatched: no job stands behind these. To end them: sky leaks --terminate");
        storages.print(reply);
        List<String> notes = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        reply.providers().forEach(it -> notes.add(it.note()));
        reply.stores().forEach(it -> notes.add(it.note()));
        reply.providers().forEach(it -> unknown.add(it.unknown()));
        reply.stores().forEach(it -> unknown.add(it.unknown()));
        say(notes, terminal.styled(Terminal.Style.DIM, "Note: "));
        say(unknown, terminal.styled(Terminal.Style.RED, "Not known: "));
        terminal.line(
                reply.clean()
                        ? "No leaks: everything of installation "
                                + reply.installation()
                                + " has a job behind it."
                        : verdict(reply));
    }

    private void say(List<String> sentences, String before) {
        sentences.stream()
                .filter(sentence -> !sentence.isEmpty())
                .forEach(sentence -> terminal.line(before + TimeText.local(sentence, zone)));
    }

    private static String verdict(LeaksReply reply) {
        int leaked = 0;
        int unknown = 0;
        for (Account account : reply.providers()) {
            leaked += (int) account.resources().stream().filter(Resource::leaked).count();
            unknown += account.unknown().isEmpty() ? 0 : 1;
        }
        int storages = 0;
        int silent = 0;
        for (LeaksReply.Store store : reply.stores()) {
            storages += (int) store.storages().stream().filter(LeaksReply.Storage::leaked).count();
            silent += store.unknown().isEmpty() ? 0 : 1;
        }
        List<String> parts = new ArrayList<>();
        if (leaked > 0) {
            parts.add(Leaks.clusters(leaked) + " unmatched");
        }
        if (storages > 0) {
            parts.add(Leaks.storages(storages) + " unmatched");
        }
        if (unknown > 0) {
            parts.add(
                    unknown == 1
                            ? "1 provider could not be asked"
                            : unknown + " providers could not be asked");
        }
        if (silent > 0) {
            parts.add(
                    silent == 1
                            ? "1 store could not be asked"
                            : silent + " stores could not be asked");
        }
        return "Not clean: " + String.join(", ", parts) + ".";
    }

    private void section(LeaksReply reply, String standing, String title) {
        boolean foreign = standing.equals("FOREIGN");
        Table table =
                new Table(
                        foreign
                                ? List.of("CLUSTER", "INFRA", "STATE", "INSTALLATION")
                                : List.of(
                                        "CLUSTER", "INFRA", "STATE", "ATTEMPT", "STATUS", "AGE",
                                        "$/h"));
        for (Account account : reply.providers()) {
            for (Resource resource : account.resources()) {
                if (resource.standing().equals(standing)) {
                    table.row(foreign ? foreign(account, resource) : own(account, resource));
                }
            }
        }
        if (!table.isEmpty()) {
            terminal.line(
                    standing.equals("UNMATCHED")
                            ? terminal.styled(Terminal.Style.RED, title)
                            : title);
            table.lines(terminal).forEach(terminal::line);
            terminal.line("");
        }
    }

    private static List<Table.Cell> foreign(Account account, Resource resource) {
        return List.of(
                Table.cell(resource.cluster()),
                Table.cell(account.name()),
                Table.cell(resource.phase()),
                Table.cell(resource.installation()));
    }

    private List<Table.Cell> own(Account account, Resource resource) {
        Optional<Backer> backer = resource.attempt();
        return List.of(
                Table.cell(resource.cluster()),
                Table.cell(account.name()),
                Table.cell(resource.phase()),
                Table.cell(backer.map(LeaksTable::attempt).orElse("-")),
                Table.cell(backer.map(Backer::status).orElse("-")),
                Table.cell(
                        backer.map(it -> TimeText.ago(Optional.of(it.requestedAt()), now))
                                .orElse("-")),
                Table.cell(backer.map(it -> dollars(it.pricePerHour())).orElse("-")));
    }

    /** Job, task and attempt, as they stand in the cluster's name. */
    private static String attempt(Backer backer) {
        return backer.jobId() + "-" + backer.taskId() + "-" + backer.number();
    }

    private static String dollars(double price) {
        return BigDecimal.valueOf(price).setScale(3, RoundingMode.HALF_UP).toPlainString();
    }
}
