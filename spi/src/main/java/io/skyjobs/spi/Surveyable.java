package io.skyjobs.spi;

import java.util.List;

/**
 * A provider that can list everything with an owner tag of Skyjobs in its account, whichever
 * installation it belongs to.
 */
public interface Surveyable {
    /** All of it, also in part or going away. */
    Survey survey() throws ProvisionException;

    /**
     * What was found.
     *
     * @param complete whether the listing behind it was whole
     */
    record Survey(List<Owned> found, boolean complete) {
        public Survey {
            found = List.copyOf(found);
        }
    }

    /**
     * A cluster and whose it is.
     *
     * @param installation id of the owning installation, from the tag
     */
    record Owned(ClusterView view, String installation) {}
}
