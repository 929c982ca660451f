using System.Security.Cryptography;
using System.Text;
using LightKube.Store.Sealing;
using LightKube.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Store.Tests.Sqlite;

public sealed class Sealed
{
    private const string Secret = "the-password-of-the-database";
    private const string Key = "/secrets/default/db";

    private static readonly byte[] First = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Second = RandomNumberGenerator.GetBytes(32);

    private SqliteRig _rig = null!;

    [SetUp]
    public void SetUp() => _rig = new SqliteRig();

    [TearDown]
    public void TearDown() => _rig.Dispose();

    [Test]
    public async Task A_secret_is_in_no_file_of_the_store()
    {
        await using (var store = Open(Rules(new AesGcmCipher("first", First))))
        {
            await store.WriteAsync(Write.Put(Key, Bytes(Secret)));
            await store.WriteAsync(Write.Put(Key, Bytes(Secret + " again")));
            await store.WriteAsync(Write.Put("/configmaps/default/plain", Bytes("everybody may know")));
            await store.WriteAsync(Write.Put("/secrets/default/gone", Bytes(Secret)));
            await store.WriteAsync(Write.Delete("/secrets/default/gone", lastState: Bytes(Secret)));

            Assert.That(Files(), Does.Not.Contain(Secret), "while it is open");
            Assert.That(Files(), Does.Contain("everybody may know"));
        }

        Assert.That(Files(), Does.Not.Contain(Secret), "when it is closed");
    }

    [Test]
    public async Task Readers_and_watchers_see_what_was_written()
    {
        await using var store = Open(Rules(new AesGcmCipher("first", First)));
        var begin = store.CurrentRevision;
        await using var live = store.Watch(new WatchQuery("/secrets/", begin));
        await store.WriteAsync(Write.Put(Key, Bytes("one")));
        await store.WriteAsync(Write.Put(Key, Bytes("two")));
        await using var late = store.Watch(new WatchQuery("/secrets/", begin, WithPrevious: true));

        var events = await late.ReadAsync(CancellationToken.None);
        Assert.Multiple(async () =>
        {
            Assert.That(Text((await store.GetAsync(Key))!.Value.Value), Is.EqualTo("two"));
            Assert.That(Text((await store.GetAsync(Key, begin + 1))!.Value.Value), Is.EqualTo("one"));
            Assert.That((await store.ListAsync(new ListQuery("/secrets/"))).Entries.Select(entry => Text(entry.Value)), Is.EqualTo(new[] { "two" }));
            Assert.That(events.Events.Select(change => Text(change.Value)), Is.EqualTo(new[] { "one", "two" }));
            Assert.That(Text(events.Events[1].PreviousValue), Is.EqualTo("one"));
            Assert.That((await live.ReadAsync(CancellationToken.None)).Events.Select(change => Text(change.Value)), Is.Not.Empty.And.All.AnyOf("one", "two"));
        });
    }

    [Test]
    public async Task What_was_written_in_the_clear_is_read_and_sealed_in_place()
    {
        long revision;
        await using (var plain = _rig.Open(TimeProvider.System))
        {
            revision = (await plain.WriteAsync(Write.Put(Key, Bytes(Secret)))).Revision;
            for (var i = 0; i < 500; i++)
            {
                await plain.WriteAsync(Write.Put($"/secrets/default/{i}", Bytes($"{Secret} {i}")));
            }
        }

        await using (var store = Open(Rules(new AesGcmCipher("first", First), new PlainCipher())))
        {
            Assert.That(Text((await store.GetAsync(Key))!.Value.Value), Is.EqualTo(Secret));
            await store.ResealAsync();

            var entry = (await store.GetAsync(Key))!.Value;
            Assert.That((Text(entry.Value), entry.ModRevision), Is.EqualTo((Secret, revision)));
        }

        Assert.That(Files(), Does.Not.Contain(Secret));
    }

    [Test]
    public async Task Keys_are_exchanged_while_the_store_is_in_use()
    {
        var seal = new ValueSeal(Rules(new AesGcmCipher("first", First)));
        await using (var store = Open(seal))
        {
            for (var i = 0; i < 300; i++)
            {
                await store.WriteAsync(Write.Put($"/secrets/default/{i}", Bytes($"{Secret} {i}")));
            }

            using var stop = new CancellationTokenSource();
            var writer = Task.Run(async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    await store.WriteAsync(Write.Put($"/secrets/default/{i % 300}", Bytes($"{Secret} {i % 300}")));
                }
            });
            seal.Exchange(Rules(new AesGcmCipher("second", Second), new AesGcmCipher("first", First)));
            await store.ResealAsync();
            seal.Exchange(Rules(new AesGcmCipher("second", Second)));
            await stop.CancelAsync();
            await writer;
        }

        await using var again = Open(Rules(new AesGcmCipher("second", Second)));
        var page = await again.ListAsync(new ListQuery("/secrets/"));
        Assert.That(page.Entries.Select(entry => Text(entry.Value)).ToList(), Has.Count.EqualTo(300).And.All.StartsWith(Secret));
    }

    [Test]
    public void A_value_that_was_moved_to_another_key_is_not_opened()
    {
        var seal = new ValueSeal(Rules(new AesGcmCipher("first", First)));
        var stored = seal.Seal(Key, Bytes(Secret))!;

        Assert.Multiple(() =>
        {
            Assert.That(Text(seal.Open(Key, stored)), Is.EqualTo(Secret));
            Assert.That(() => seal.Open("/secrets/default/other", stored), Throws.TypeOf<StoreException>());
        });
    }

    [Test]
    public void A_missing_key_is_named()
    {
        var stored = new ValueSeal(Rules(new AesGcmCipher("first", First))).Seal(Key, Bytes(Secret))!;

        Assert.That(
            () => new ValueSeal(Rules(new AesGcmCipher("second", Second))).Open(Key, stored),
            Throws.TypeOf<StoreException>().With.Message.Contains("k8s:enc:aesgcm:v1:first:"));
    }

    [Test]
    public void Kubernetes_other_cipher_is_known()
    {
        var seal = new ValueSeal(Rules(new AesCbcCipher("old", First)));

        Assert.That(Text(seal.Open(Key, seal.Seal(Key, Bytes(Secret))!)), Is.EqualTo(Secret));
    }

    [TestCase("secrets", "secrets", true)]
    [TestCase("secrets", "configmaps", false)]
    [TestCase("*.apps", "deployments.apps", true)]
    [TestCase("*.apps", "secrets", false)]
    [TestCase("*.", "secrets", true)]
    [TestCase("*.", "deployments.apps", false)]
    [TestCase("*.*", "deployments.apps", true)]
    public void Resources_are_named_as_in_Kubernetes(string named, string resource, bool covered) =>
        Assert.That(new SealRule([named], []).Covers(resource), Is.EqualTo(covered));

    [Test]
    public void Sealing_costs_microseconds()
    {
        const int Times = 20_000;
        var seal = new ValueSeal(Rules(new AesGcmCipher("first", First)));
        var value = new byte[1500];
        var begin = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Times; i++)
        {
            seal.Seal(Key, value);
        }

        TestContext.Out.WriteLine($"{(TimeProvider.System.GetElapsedTime(begin) / Times).TotalMicroseconds:F1} µs for 1500 bytes");
        Assert.That(seal.Seal("/pods/default/a", value), Is.Null, "others pay nothing");
    }

    private KeyValueStore Open(IReadOnlyList<SealRule> rules) => Open(new ValueSeal(rules));

    private KeyValueStore Open(ValueSeal seal) =>
        SqliteStore.Open(new SqliteStoreOptions { Path = _rig.Database, Seal = seal }, TimeProvider.System, NullLogger.Instance);

    private static SealRule[] Rules(params IValueCipher[] ciphers) => [new SealRule(["secrets"], ciphers)];

    private string Files() => string.Concat(Directory.EnumerateFiles(_rig.Folder, "state.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
