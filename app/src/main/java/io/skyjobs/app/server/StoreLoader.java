package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreFactory;
import io.skyjobs.spi.store.StoreContext;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Finds the object stores that there are, those that a new bucket is made in first. */
final class StoreLoader {
    /** Where a bucket is made if nobody says where: clouds before this machine. */
    private static final List<String> ORDER = List.of("s3", "gcs", "azure", "r2", "ibm", "file");

    private final SkyHome home;
    private final ServerConfig config;
    private final InstantSource clock;

    StoreLoader(SkyHome home, ServerConfig config, InstantSource clock) {
        this.home = home;
        this.config = config;
        this.clock = clock;
    }

    /** All stores, the preferred first. */
    List<ObjectStore> load(PluginFolders folders, Map<String, String> environment)
            throws StartProblem {
        StoreContext context =
                new StoreContext(home.user(), home.root(), config.providers(), environment, clock);
        List<ObjectStore> stores = new ArrayList<>();
        for (ObjectStoreFactory factory : folders.load(ObjectStoreFactory.class)) {
            try {
                stores.addAll(factory.create(context));
            } catch (IllegalArgumentException wrongSetting) {
                throw new StartProblem(
                        StartProblem.MISTAKE,
                        home.show(home.config()) + ": " + wrongSetting.getMessage(),
                        wrongSetting);
            }
        }
        stores.sort(Comparator.comparingInt(StoreLoader::place).thenComparing(ObjectStore::name));
        return stores;
    }

    private static int place(ObjectStore store) {
        int place = ORDER.indexOf(store.name());
        return place < 0 ? ORDER.size() : place;
    }
}
