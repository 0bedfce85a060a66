package io.skyjobs.providers.store.file;

import io.skyjobs.spi.Readiness;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.ObjectStore;
import io.skyjobs.spi.store.ObjectStoreException;
import io.skyjobs.spi.store.ObjectStoreException.Kind;
import io.skyjobs.spi.store.PutCondition;
import io.skyjobs.spi.store.StoreUri;
import io.skyjobs.spi.store.StoredObject;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A store whose buckets are directories of this machine: the one that needs no account. Nodes of
 * this machine use a bucket as the directory that it is; others cannot reach it.
 *
 * <p>Objects appear by one rename. Conditions hold among writers of this process only.
 */
final class FileObjectStore implements ObjectStore {
    private final Path root;
    private final ReentrantLock conditional = new ReentrantLock();

    /**
     * @param root directory of the buckets; made when first needed
     */
    FileObjectStore(Path root) {
        this.root = root.toAbsolutePath();
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public String title() {
        return "Files of this machine";
    }

    @Override
    public Readiness readiness() {
        return Readiness.ready(root.toString());
    }

    @Override
    public Optional<String> nameProblem(String bucket) {
        return BucketName.problem(bucket);
    }

    @Override
    public StoreUri bucket(String name) {
        return StoreUri.ofBucket(name(), "", name);
    }

    private Path directory(StoreUri uri) throws ObjectStoreException {
        Optional<String> wrong = BucketName.problem(uri.bucket());
        if (wrong.isPresent()) {
            throw new ObjectStoreException(Kind.INVALID, "NAME", wrong.get());
        }
        return root.resolve(uri.bucket());
    }

    private Path existing(StoreUri uri) throws ObjectStoreException {
        Path directory = directory(uri);
        if (!Files.isDirectory(directory)) {
            throw new ObjectStoreException(
                    Kind.NO_BUCKET,
                    "NO_BUCKET",
                    "There is no bucket " + uri.bucketUri() + " on this machine.");
        }
        return directory;
    }

    @Override
    public Presence presence(StoreUri bucket) throws ObjectStoreException {
        Path directory = directory(bucket);
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return Presence.ABSENT;
        }
        return Files.isDirectory(directory) && Files.isWritable(directory)
                ? Presence.USABLE
                : Presence.DENIED;
    }

    @Override
    public void create(StoreUri bucket, Optional<String> region) throws ObjectStoreException {
        Path directory = directory(bucket);
        try {
            var ownersOnly =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(root, ownersOnly);
            Files.createDirectory(directory, ownersOnly);
        } catch (FileAlreadyExistsException there) {
            if (!Files.isDirectory(directory)) {
                throw trouble("make", bucket, there);
            }
        } catch (IOException failed) {
            throw trouble("make", bucket, failed);
        }
    }

    @Override
    public void remove(StoreUri bucket) throws ObjectStoreException {
        Path directory = directory(bucket);
        try {
            if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
                BucketDirectory.clear(directory, key -> true);
                Files.deleteIfExists(directory);
            }
        } catch (IOException failed) {
            throw trouble("remove", bucket, failed);
        }
    }

    @Override
    public List<String> buckets() throws ObjectStoreException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(Files::isDirectory)
                    .map(it -> it.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw trouble("list", bucket("all"), failed);
        }
    }

    @Override
    public List<StoredObject> list(StoreUri prefix, String after, int limit)
            throws ObjectStoreException {
        Path directory = existing(prefix);
        try {
            return BucketDirectory.keys(directory, prefix.key()).stream()
                    .filter(
                            key ->
                                    after.isEmpty()
                                            || BucketDirectory.BY_BYTES.compare(key, after) > 0)
                    .sorted(BucketDirectory.BY_BYTES)
                    .limit(limit)
                    .flatMap(key -> facts(directory, at(prefix, key)).stream())
                    .toList();
        } catch (IOException failed) {
            throw trouble("list", prefix, failed);
        }
    }

    private static StoreUri at(StoreUri bucket, String key) {
        return new StoreUri(bucket.store(), bucket.area(), bucket.bucket(), key);
    }

    private static Optional<StoredObject> facts(Path directory, StoreUri object) {
        try {
            Path file = directory.resolve(object.key());
            BasicFileAttributes facts =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!facts.isRegularFile()) {
                return Optional.empty();
            }
            String tag = facts.lastModifiedTime().toInstant() + "-" + facts.fileKey();
            return Optional.of(
                    new StoredObject(
                            object, facts.size(), tag, facts.lastModifiedTime().toInstant()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<StoredObject> look(StoreUri object) throws ObjectStoreException {
        Path directory = existing(object);
        ObjectPath.of(directory, object);
        return facts(directory, object);
    }

    @Override
    public StoredObject put(StoreUri object, Path content, PutCondition condition, Moved moved)
            throws ObjectStoreException {
        try (InputStream in = Files.newInputStream(content)) {
            return write(object, in, condition, moved);
        } catch (IOException failed) {
            throw trouble("write", object, failed);
        }
    }

    @Override
    public StoredObject put(StoreUri object, byte[] content, PutCondition condition)
            throws ObjectStoreException {
        try {
            return write(object, new ByteArrayInputStream(content), condition, Moved.UNHEARD);
        } catch (IOException failed) {
            throw trouble("write", object, failed);
        }
    }

    private StoredObject write(StoreUri object, InputStream in, PutCondition condition, Moved moved)
            throws ObjectStoreException, IOException {
        Path directory = existing(object);
        Path file = ObjectPath.of(directory, object);
        Path draft = directory.resolve(ObjectPath.DRAFT + UUID.randomUUID());
        try {
            fill(draft, in, moved);
            publish(draft, file, object, condition);
        } finally {
            Files.deleteIfExists(draft);
        }
        return facts(directory, object)
                .orElseThrow(
                        () ->
                                new ObjectStoreException(
                                        Kind.INFRASTRUCTURE,
                                        "GONE",
                                        "The object "
                                                + object
                                                + " went as soon as it was written."));
    }

    private static void fill(Path draft, InputStream in, Moved moved) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                var out = Channels.newOutputStream(channel)) {
            byte[] buffer = new byte[256 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                moved.moved(read);
            }
        }
    }

    private void publish(Path draft, Path file, StoreUri object, PutCondition condition)
            throws ObjectStoreException, IOException {
        conditional.lock();
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            boolean holds =
                    switch (condition) {
                        case PutCondition.Always always -> true;
                        case PutCondition.IfAbsent absent ->
                                !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
                        case PutCondition.IfUnchanged same ->
                                look(object).filter(it -> it.tag().equals(same.tag())).isPresent();
                    };
            if (!holds) {
                throw new ObjectStoreException(
                        Kind.CONFLICT, "CONDITION", "The object " + object + " is another by now.");
            }
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            conditional.unlock();
        }
    }

    @Override
    public InputStream get(StoreUri object, long from) throws ObjectStoreException {
        Path file = ObjectPath.of(existing(object), object);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new ObjectStoreException(
                    Kind.NO_OBJECT, "NO_OBJECT", "There is no object " + object + ".");
        }
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(from);
            return Channels.newInputStream(channel);
        } catch (IOException failed) {
            throw trouble("read", object, failed);
        }
    }

    @Override
    public void copy(StoreUri from, StoreUri to) throws ObjectStoreException {
        try (InputStream in = get(from, 0)) {
            write(to, in, PutCondition.ALWAYS, Moved.UNHEARD);
        } catch (IOException failed) {
            throw trouble("copy", from, failed);
        }
    }

    @Override
    public void delete(StoreUri object) throws ObjectStoreException {
        Path directory = existing(object);
        Path file = ObjectPath.of(directory, object);
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(file);
                BucketDirectory.prune(directory, file);
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            // As it should be.
        } catch (IOException failed) {
            throw trouble("delete", object, failed);
        }
    }

    @Override
    public void deleteAll(StoreUri prefix) throws ObjectStoreException {
        if (prefix.key().isEmpty()) {
            throw new IllegalArgumentException("a whole bucket is removed, not emptied");
        }
        try {
            BucketDirectory.clear(existing(prefix), key -> key.startsWith(prefix.key()));
        } catch (IOException failed) {
            throw trouble("delete", prefix, failed);
        }
    }

    @Override
    public NodeAccess access(StoreUri bucket) {
        return NodeAccess.inDirectory(
                Map.of("type", "alias", "remote", root.toString()), root.toString());
    }

    private static ObjectStoreException trouble(String what, StoreUri uri, IOException cause) {
        return new ObjectStoreException(
                // Of two keys one of which is a directory of the other, only one can be a file.
                cause instanceof FileAlreadyExistsException ? Kind.INVALID : Kind.INFRASTRUCTURE,
                cause.getClass().getSimpleName(),
                "Cannot " + what + " " + uri + " on this machine: " + cause.getMessage() + ".",
                cause);
    }

    @Override
    public void close() {}
}
