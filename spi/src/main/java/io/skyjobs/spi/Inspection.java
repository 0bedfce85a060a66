package io.skyjobs.spi;

import java.util.Map;
import java.util.Optional;

/**
 * An answer about many clusters at once.
 *
 * @param views those that were seen
 * @param complete whether the listing behind it was whole and fresh; only then does "not seen" mean
 *     "gone"
 * @param evidence how the answer was obtained, for people
 */
public record Inspection(Map<ClusterName, ClusterView> views, boolean complete, String evidence) {
    public Inspection {
        views = Map.copyOf(views);
    }

    /** What was seen of one cluster. */
    public Optional<ClusterView> view(ClusterName name) {
        return Optional.ofNullable(views.get(name));
    }

    /** Whether the provider positively says that the cluster does not exist. */
    public boolean saysGone(ClusterName name) {
        return view(name).map(view -> view.phase() == ClusterView.Phase.GONE).orElse(complete);
    }
}
