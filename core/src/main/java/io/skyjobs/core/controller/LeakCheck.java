package io.skyjobs.core.controller;

import io.skyjobs.spi.ClusterName;
import io.skyjobs.spi.ClusterView;
import io.skyjobs.spi.ComputeProvider;
import io.skyjobs.spi.Inspection;
import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.Surveyable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what providers have with our owner tag with what we know, and says of each cluster
 * whether somebody stands behind it. It ends only what nobody stands behind, one by one, and never
 * what another installation owns. Safe for use from many threads; may block on providers.
 */
public final class LeakCheck {
    private final List<ComputeProvider> providers;
    private final String installation;
    private final Backers backers;

    /** Whether somebody stands behind a cluster. */
    public enum Standing {
        /** A live attempt, or the clearing away of one, will see it gone. */
        MATCHED,
        /** It is ours, and nobody will see it gone but the sweep. */
        UNMATCHED,
        /** Another installation owns it. */
        FOREIGN
    }

    /**
     * A cluster that exists, wholly or in part.
     *
     * @param installation whose it is
     * @param backer who stands behind it, or who once did; empty when nothing is known
     */
    public record Resource(
            ClusterView view, Standing standing, String installation, Optional<Backer> backer) {}

    /**
     * What a provider has.
     *
     * @param resources by standing, then name
     * @param unknown why it is not known whether these are all of ours; empty when they are
     * @param note why clusters of other installations are not shown; empty when they are
     */
    public record Account(
            String provider, String title, List<Resource> resources, String unknown, String note) {
        public Account {
            resources = List.copyOf(resources);
        }

        /** Whether it is known that nothing is left over here. */
        public boolean clean() {
            return unknown.isEmpty()
                    && resources.stream()
                            .noneMatch(resource -> resource.standing() == Standing.UNMATCHED);
        }
    }

    /** What came of the wish to end a cluster. */
    public enum Ending {
        /** The provider took the request. */
        ASKED,
        /** The provider says that it does not exist, or is not ours. */
        ABSENT,
        /** Somebody stands behind it now; it was left alone. */
        MATCHED,
        /** It is not known, or the provider refused. */
        FAILED
    }

    /**
     * An answer to the wish to end a cluster.
     *
     * @param sentence why, where it was not asked for
     */
    public record Ended(Ending ending, String sentence) {}

    /**
     * @param installation our id, as it is in owner tags
     * @param backers who stands behind clusters
     */
    public LeakCheck(List<ComputeProvider> providers, String installation, Backers backers) {
        this.providers = List.copyOf(providers);
        this.installation = installation;
        this.backers = backers;
    }

    /** The names of the providers that are asked, in order. */
    public List<String> providers() {
        return providers.stream().map(ComputeProvider::name).toList();
    }

    /** The name for people of a provider. */
    public String title(String provider) {
        return provider(provider).map(ComputeProvider::title).orElse(provider);
    }

    /** What one provider has. Does not throw for anything that the provider does. */
    public Account account(String name) {
        ComputeProvider provider =
                provider(name).orElseThrow(() -> new IllegalArgumentException(name));
        List<Resource> resources = new ArrayList<>();
        String unknown = own(provider, resources);
        String note = foreign(provider, resources);
        resources.sort(
                Comparator.comparing(Resource::standing)
                        .thenComparing(resource -> resource.view().name()));
        return new Account(name, provider.title(), resources, unknown, note);
    }

    private String own(ComputeProvider provider, List<Resource> resources) {
        Inspection listed;
        try {
            listed = provider.list(installation);
        } catch (ProvisionException trouble) {
            return provider.title() + " could not be asked: " + trouble.sentence();
        } catch (RuntimeException | LinkageError bug) {
            return provider.title() + " could not be asked: " + bug;
        }
        // Only after the listing: the intent to make a cluster is committed before the cluster can
        // be in a list, so what is listed and not known now has nobody.
        Map<ClusterName, Backer> live = backers.live();
        for (ClusterView view : listed.views().values()) {
            if (view.phase() != ClusterView.Phase.GONE) {
                resources.add(own(view, Optional.ofNullable(live.get(view.name()))));
            }
        }
        return listed.complete()
                ? ""
                : provider.title() + " could not list all that it has: " + listed.evidence();
    }

    private Resource own(ClusterView view, Optional<Backer> live) {
        return live.isPresent()
                ? new Resource(view, Standing.MATCHED, installation, live)
                : new Resource(view, Standing.UNMATCHED, installation, backers.former(view.name()));
    }

    private String foreign(ComputeProvider provider, List<Resource> resources) {
        if (!(provider instanceof Surveyable surveyable)) {
            return provider.title() + " cannot show what other installations have there.";
        }
        try {
            Surveyable.Survey survey = surveyable.survey();
            for (Surveyable.Owned owned : survey.found()) {
                if (!owned.installation().equals(installation)
                        && owned.view().phase() != ClusterView.Phase.GONE) {
                    resources.add(
                            new Resource(
                                    owned.view(),
                                    Standing.FOREIGN,
                                    owned.installation(),
                                    Optional.empty()));
                }
            }
            return survey.complete()
                    ? ""
                    : provider.title() + " could not list all that other installations have.";
        } catch (ProvisionException trouble) {
            return "What other installations have on "
                    + provider.title()
                    + " is not known: "
                    + trouble.sentence();
        } catch (RuntimeException | LinkageError bug) {
            return "What other installations have on " + provider.title() + " is not known: " + bug;
        }
    }

    /**
     * Asks for the end of a cluster that nobody stands behind, after looking again. That it was
     * asked for does not mean that it is gone: {@link #account} says so.
     */
    public Ended end(String name, ClusterName cluster) {
        Optional<ComputeProvider> found = provider(name);
        if (found.isEmpty()) {
            return new Ended(Ending.FAILED, "There is no provider '" + name + "'.");
        }
        ComputeProvider provider = found.get();
        try {
            Inspection listed = provider.list(installation);
            boolean there =
                    listed.view(cluster)
                            .filter(view -> view.phase() != ClusterView.Phase.GONE)
                            .isPresent();
            if (!there) {
                return listed.complete()
                        ? new Ended(
                                Ending.ABSENT,
                                provider.title() + " has no such cluster of this installation.")
                        : new Ended(
                                Ending.FAILED,
                                provider.title()
                                        + " could not list all that it has: "
                                        + listed.evidence());
            }
            Optional<Backer> live = Optional.ofNullable(backers.live().get(cluster));
            if (live.isPresent()) {
                return new Ended(
                        Ending.MATCHED,
                        "Job " + live.get().job() + " stands behind it now; it was left alone.");
            }
            provider.terminate(cluster);
            return new Ended(Ending.ASKED, "");
        } catch (ProvisionException trouble) {
            return new Ended(Ending.FAILED, provider.title() + ": " + trouble.sentence());
        } catch (RuntimeException | LinkageError bug) {
            return new Ended(Ending.FAILED, provider.title() + " could not be asked: " + bug);
        }
    }

    private Optional<ComputeProvider> provider(String name) {
        return providers.stream().filter(provider -> provider.name().equals(name)).findFirst();
    }
}
