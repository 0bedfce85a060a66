package io.skyjobs.providers.ssh;

import io.skyjobs.providers.channel.host.HostFacts;
import io.skyjobs.providers.ssh.pack.HostStock;
import io.skyjobs.providers.ssh.pool.HostPool;
import io.skyjobs.providers.ssh.pool.PoolFile.Reading;
import io.skyjobs.providers.ssh.pool.PoolHost;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.HostReport.Figures;
import io.skyjobs.spi.HostReport.Gpus;
import io.skyjobs.spi.HostReport.Host;
import io.skyjobs.spi.Offer;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Readiness;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is to be said of the pools as a whole: offers, readiness, and a line for each host. */
final class PoolReport {
    private final Parts parts;

    PoolReport(Parts parts) {
        this.parts = parts;
    }

    /** What the pools have; waits only for hosts of which nothing is known at all. */
    List<Offer> offers() throws ProvisionException {
        if (parts.hosts().reading() instanceof Reading.Wrong wrong) {
            // Somebody is writing it, perhaps: whoever waits for a pool goes on waiting.
            throw SshErrors.wrongFile(wrong.sentence());
        }
        var pools = parts.hosts().pools();
        learn();
        var offers = new ArrayList<Offer>();
        for (var pool : pools) {
            offers.addAll(PoolOffers.of(pool.name(), stocks(pool)));
        }
        return offers;
    }

    /** Somebody waits for a launch: what is known is asked anew without waiting for the answer. */
    private void learn() {
        var unknown = new ArrayList<HeldHost>();
        for (var host : parts.hosts().all()) {
            if (host.known().isEmpty() && host.silence().isEmpty()) {
                unknown.add(host);
            } else {
                parts.fan().later(() -> refresh(host));
            }
        }
        probe(unknown, parts.limits().recent());
    }

    private void refresh(HeldHost host) {
        try {
            host.facts(parts.limits().recent());
        } catch (ChannelException noted) {
            // It is silent, and known to be.
            return;
        }
    }

    private List<HostStock> stocks(HostPool pool) {
        var stocks = new ArrayList<HostStock>();
        for (var host : pool.hosts()) {
            parts.hosts()
                    .find(host.id())
                    .flatMap(HeldHost::known)
                    .ifPresent(facts -> stocks.add(HostStock.of(host, facts, List.of())));
        }
        return stocks;
    }

    private void probe(List<HeldHost> hosts, Duration age) {
        var replies = parts.fan().ask(hosts, host -> host.facts(age), parts.limits()::forLook);
        replies.forEach(
                (host, reply) -> {
                    if (reply instanceof Reply.Missing<HostFacts>(String sentence)) {
                        host.late(sentence);
                    }
                });
    }

    /** Whether anything can be used, and what the user must do otherwise. */
    Readiness readiness() {
        return switch (parts.hosts().reading()) {
            case Reading.None none -> Readiness.missing(none.sentence());
            case Reading.Wrong wrong -> Readiness.missing(wrong.sentence());
            case Reading.Pools pools -> readiness(pools.pools());
        };
    }

    private Readiness readiness(List<HostPool> pools) {
        learn();
        var hosts = 0;
        var known = 0;
        var silent = new ArrayList<String>();
        for (var pool : pools) {
            for (var host : parts.hosts().of(pool)) {
                hosts++;
                known += host.known().isPresent() ? 1 : 0;
                host.silence().ifPresent(it -> silent.add(host.id() + " " + it));
            }
        }
        if (known == 0) {
            return Readiness.missing(
                    "None of "
                            + SshWords.count(hosts, "host")
                            + " answers: "
                            + SshWords.some(silent)
                            + ".");
        }
        return Readiness.ready(
                SshWords.count(pools.size(), "pool")
                        + ", "
                        + SshWords.count(hosts, "host")
                        + (silent.isEmpty()
                                ? ""
                                : " ("
                                        + silent.size()
                                        + " not reachable: "
                                        + SshWords.some(silent)
                                        + ")"));
    }

    /** Each host as it is now. */
    List<Host> hosts() {
        var lines = new ArrayList<Host>();
        var pools = parts.hosts().pools();
        probe(parts.hosts().all(), parts.limits().fresh());
        for (var pool : pools) {
            for (var host : pool.hosts()) {
                parts.hosts().find(host.id()).ifPresent(held -> lines.add(line(pool, host, held)));
            }
        }
        return lines;
    }

    private Host line(HostPool pool, PoolHost host, HeldHost held) {
        var silence = held.silence();
        var notes = new ArrayList<String>();
        silence.ifPresent(it -> notes.add(it.toString()));
        try {
            var condemned = parts.book().condemned(host.id()).size();
            if (condemned > 0) {
                notes.add(
                        SshWords.count(condemned, "node")
                                + " that was given up is ended first thing when it answers");
            }
            if (held.known().filter(facts -> !facts.tools().contains("bash")).isPresent()) {
                notes.add("has no bash, which jobs need: install it there");
            }
            var figures = held.known().isEmpty() ? Optional.<Figures>empty() : figures(host, held);
            return new Host(
                    pool.name(),
                    host.name(),
                    silence.isEmpty() && figures.isPresent(),
                    figures,
                    String.join("; ", notes));
        } catch (IOException unreadable) {
            return new Host(
                    pool.name(),
                    host.name(),
                    silence.isEmpty(),
                    Optional.empty(),
                    "the notes on it cannot be read: " + unreadable.getMessage());
        }
    }

    private Optional<Figures> figures(PoolHost host, HeldHost held) throws IOException {
        var facts = held.known();
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        var stock = parts.placing().stock(host, facts.get());
        var gpus = new TreeMap<String, Gpus>();
        stock.kinds()
                .values()
                .forEach(
                        kind ->
                                gpus.merge(
                                        kind.name(),
                                        new Gpus(
                                                kind.name(),
                                                1,
                                                stock.freeMilliGpus(kind.name()) / 1000.0,
                                                kind.memoryGib()),
                                        (one, more) ->
                                                new Gpus(
                                                        one.name(),
                                                        one.count() + 1,
                                                        one.free(),
                                                        one.memoryGib())));
        return Optional.of(
                new Figures(
                        stock.room().milliCpus() / 1000.0,
                        stock.freeMilliCpus() / 1000.0,
                        stock.room().memoryMib() / 1024.0,
                        stock.freeMemoryMib() / 1024.0,
                        facts.get().diskFreeMib() / 1024.0,
                        List.copyOf(gpus.values())));
    }
}
