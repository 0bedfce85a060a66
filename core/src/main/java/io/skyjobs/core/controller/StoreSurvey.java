package io.skyjobs.core.controller;

import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.store.ObjectStore;

import java.util.List;

/** Which object stores can be used. May block; safe for use from many threads. */
public final class StoreSurvey {
    private final StoreBook stores;

    /**
     * @param stores all that there are
     */
    public StoreSurvey(StoreBook stores) {
        this.stores = stores;
    }

    /**
     * How a store stands.
     *
     * @param name in {@code store:}
     * @param title for people
     */
    public record Standing(String name, String title, Readiness readiness) {}

    /** All stores, the preferred first. */
    public List<Standing> standings() {
        return stores.all().stream().map(StoreSurvey::standing).toList();
    }

    private static Standing standing(ObjectStore store) {
        return new Standing(store.name(), store.title(), store.readiness());
    }
}
