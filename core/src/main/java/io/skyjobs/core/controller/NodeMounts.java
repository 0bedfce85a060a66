package io.skyjobs.core.controller;

import io.skyjobs.core.bundle.NodeMount;
import io.skyjobs.core.bundle.TreeDetails;
import io.skyjobs.core.controller.Bundles.Part;
import io.skyjobs.core.spec.Staging;
import io.skyjobs.core.spec.TaskSpec;
import io.skyjobs.core.spec.TaskSpec.FileMount;
import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.StoreUri;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node takes from object stores by itself: buckets of its task, and the job's own files
 * where they lie in one. Safe for use from many threads.
 */
public final class NodeMounts {
    private final StoreBook stores;
    private final TaskFiles files;

    /**
     * @param files knows what stores do not keep of the job's own files
     */
    public NodeMounts(StoreBook stores, TaskFiles files) {
        this.stores = stores;
        this.files = files;
    }

    /**
     * The mounts of a task's nodes, an outer destination before those below it. May call out for
     * credentials.
     *
     * @throws ChannelException when a store gives no credentials; it needs the user when asking
     *     again has no use
     */
    public List<NodeMount> of(Part part) throws ChannelException {
        return new Reading(part, true).mounts();
    }

    /**
     * The same without what stores do not keep of trees, which is much to read and no secret.
     *
     * @throws ChannelException as above
     */
    public List<NodeMount> bare(Part part) throws ChannelException {
        return new Reading(part, false).mounts();
    }

    /** For one thread. */
    private final class Reading {
        private final Part part;
        private final boolean detailed;

        /** Asked for once per bucket, so that one has one answer. */
        private final Map<StoreUri, NodeAccess> accesses = new HashMap<>();

        Reading(Part part, boolean detailed) {
            this.part = part;
            this.detailed = detailed;
        }

        List<NodeMount> mounts() throws ChannelException {
            TaskSpec task = part.spec().tasks().get(part.task());
            List<NodeMount> mounts = new ArrayList<>();
            Optional<Staging> staging = part.spec().staging().filter(it -> part.staged());
            for (FileMount.LocalPath local : task.localFiles()) {
                if (staging.isPresent()) {
                    mounts.add(staged(local, staging.get()));
                }
            }
            for (FileMount mount : task.fileMounts()) {
                switch (mount) {
                    case FileMount.LocalPath local -> {}
                    case FileMount.Uri uri ->
                            mounts.add(
                                    copy(
                                            uri.target(),
                                            StoreUri.parse(uri.uri()).orElseThrow(),
                                            TreeDetails.NONE));
                    case FileMount.Storage storage -> mounts.add(storage(storage));
                }
            }
            mounts.sort(Comparator.comparing(NodeMount::destination));
            return mounts;
        }

        private NodeMount staged(FileMount.LocalPath local, Staging staging)
                throws ChannelException {
            String place = staging.places().get(local.source());
            if (place == null) {
                throw new IllegalStateException(local.source() + " has no place in " + staging);
            }
            try {
                return copy(
                        local.target(),
                        staging.directory().resolve(place),
                        detailed ? files.details(part.spec(), local.source()) : TreeDetails.NONE);
            } catch (TaskFiles.MissingFiles missing) {
                throw missing.forGood()
                        ? ChannelException.needingUser(missing.sentence())
                        : new ChannelException(missing.sentence());
            }
        }

        private NodeMount copy(String target, StoreUri address, TreeDetails details)
                throws ChannelException {
            return new NodeMount(
                    target,
                    address,
                    access(address),
                    NodeMount.Mode.COPY,
                    Optional.empty(),
                    Map.of(),
                    details);
        }

        private NodeMount storage(FileMount.Storage storage) throws ChannelException {
            StoreUri address = storage.address().orElseThrow();
            return new NodeMount(
                    storage.target(),
                    address,
                    access(address),
                    switch (storage.mode()) {
                        case COPY -> NodeMount.Mode.COPY;
                        case MOUNT -> NodeMount.Mode.MOUNT;
                        case MOUNT_CACHED -> NodeMount.Mode.MOUNT_CACHED;
                    },
                    storage.preset(),
                    storage.options(),
                    TreeDetails.NONE);
        }

        private NodeAccess access(StoreUri address) throws ChannelException {
            NodeAccess known = accesses.get(address.bucketUri());
            if (known == null) {
                known = ask(address);
                accesses.put(address.bucketUri(), known);
            }
            return known;
        }

        private NodeAccess ask(StoreUri address) throws ChannelException {
            Optional<ObjectStore> store = stores.of(address);
            if (store.isEmpty()) {
                throw ChannelException.needingUser(
                        "This version has no access to the store of " + address + ".");
            }
            try {
                return store.get().access(address.bucketUri());
            } catch (ObjectStoreException refused) {
                throw refused.needsUser()
                        ? ChannelException.needingUser(refused.sentence())
                        : new ChannelException(refused.sentence(), refused);
            }
        }
    }
}
