package io.skyjobs.core.controller;

import io.skyjobs.core.persistence.Outbox;
import io.skyjobs.core.webhook.Endpoint;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which lines of the outbox may be tried now: one message of a line at a time, a few per
 * destination, and one only where a destination has failed again and again. Not safe for use from
 * many threads: {@link WebhookDesk} holds a lock around it.
 */
final class Receivers {
    /** Most messages under way to one destination. */
    static final int MOST_AT_ONCE = 8;

    /** Most messages under way to destinations that jobs name, all together. */
    static final int MOST_OF_JOBS = 200;

    /** So many failures in a row, and a destination is tried by one message at a time. */
    static final int TROUBLED = 3;

    private final Map<Outbox.Line, Track> tracks = new HashMap<>();
    private final Map<String, Destination> destinations = new HashMap<>();
    private final Deque<Destination> starved = new ArrayDeque<>();
    private int underWayOfJobs;

    /** What is sent to one receiver. */
    private static final class Destination {
        private final String name;
        private final boolean trusted;
        private final Deque<Track> ready = new ArrayDeque<>();
        private int lines;
        private int underWay;
        private int failures;

        /** Whether its pause is over, so that one message may be tried. */
        private boolean mayProbe;

        Destination(String name, boolean trusted) {
            this.name = name;
            this.trusted = trusted;
        }

        boolean isTroubled() {
            return failures >= TROUBLED;
        }
    }

    /** A line of which something waits. */
    static final class Track {
        private final Outbox.Line line;
        private final Destination destination;
        private int tries;
        private boolean again;

        private Track(Outbox.Line line, Destination destination) {
            this.line = line;
            this.destination = destination;
        }

        Outbox.Line line() {
            return line;
        }

        /** How often its oldest message was tried in vain. */
        int tries() {
            return tries;
        }
    }

    boolean isEmpty() {
        return tracks.isEmpty();
    }

    /** Something waits in a line. */
    void add(Outbox.Line line, Endpoint endpoint) {
        Track known = tracks.get(line);
        if (known != null) {
            known.again = true;
            return;
        }
        Destination destination =
                destinations.computeIfAbsent(
                        endpoint.destination(), name -> new Destination(name, endpoint.trusted()));
        Track track = new Track(line, destination);
        tracks.put(line, track);
        destination.lines++;
        destination.ready.add(track);
    }

    /** The next line to be tried at a destination, or at one that had to wait for room. */
    Optional<Track> next(String destination) {
        Optional<Track> next =
                Optional.ofNullable(destinations.get(destination)).flatMap(this::next);
        while (next.isEmpty() && !starved.isEmpty() && underWayOfJobs < MOST_OF_JOBS) {
            next = next(starved.remove());
        }
        return next;
    }

    private Optional<Track> next(Destination wanted) {
        if (wanted.ready.isEmpty() || !mayTry(wanted)) {
            return Optional.empty();
        }
        if (!wanted.trusted && underWayOfJobs >= MOST_OF_JOBS) {
            if (!starved.contains(wanted)) {
                starved.add(wanted);
            }
            return Optional.empty();
        }
        Track track = wanted.isTroubled() ? leastTried(wanted) : wanted.ready.remove();
        wanted.mayProbe = false;
        wanted.underWay++;
        underWayOfJobs += wanted.trusted ? 0 : 1;
        track.again = false;
        return Optional.of(track);
    }

    private static boolean mayTry(Destination destination) {
        return destination.isTroubled()
                ? destination.mayProbe && destination.underWay == 0
                : destination.underWay < MOST_AT_ONCE;
    }

    /** One message that its receiver never takes must not keep the others from being tried. */
    private static Track leastTried(Destination destination) {
        Track least =
                destination.ready.stream()
                        .min(Comparator.comparingInt(track -> track.tries))
                        .orElseThrow();
        destination.ready.remove(least);
        return least;
    }

    String destination(Track track) {
        return track.destination.name;
    }

    /** A message of it was delivered; there may be another. */
    void delivered(Track track) {
        release(track);
        track.tries = 0;
        track.destination.failures = 0;
        track.destination.ready.add(track);
    }

    /** It was not tried after all; all is as before. */
    void untried(Track track) {
        release(track);
        track.destination.ready.addFirst(track);
        track.destination.mayProbe = true;
    }

    /** Nothing was found in it. */
    void empty(Track track) {
        release(track);
        // Nothing was sent, so nothing is known of the receiver: the next line may be tried.
        // Whoever
        // failed meanwhile left that to this one.
        track.destination.mayProbe = true;
        if (track.again) {
            track.destination.ready.add(track);
            return;
        }
        tracks.remove(track.line);
        track.destination.lines--;
        if (track.destination.lines == 0) {
            destinations.remove(track.destination.name);
        }
    }

    /**
     * A message of it was tried in vain; it is not tried again before {@link #retry}.
     *
     * @return how often its destination has failed in a row, when it is to be left alone from now
     *     on until {@link #probe}; 0 when it is not, or something is still under way to it
     */
    int failed(Track track) {
        release(track);
        track.tries++;
        Destination destination = track.destination;
        destination.failures++;
        destination.mayProbe = false;
        return destination.isTroubled() && destination.underWay == 0 ? destination.failures : 0;
    }

    /** The pause of a line is over. */
    void retry(Track track) {
        track.destination.ready.add(track);
    }

    /** The pause of a destination is over. */
    void probe(Track track) {
        track.destination.mayProbe = true;
    }

    private void release(Track track) {
        track.destination.underWay--;
        underWayOfJobs -= track.destination.trusted ? 0 : 1;
    }
}
