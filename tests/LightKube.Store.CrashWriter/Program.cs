using System.Globalization;
using System.Text;
using LightKube.Store;
using LightKube.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

// Writes under load until it is killed. Every line on standard output is a write that the store has acknowledged:
// "key sequence revision". The value says the same, so that whoever reopens the database can judge what is in it.
const int Writers = 8;
const int KeysPerWriter = 5;

var database = args[0];
var round = int.Parse(args[1], CultureInfo.InvariantCulture);
await using var store = SqliteStore.Open(new SqliteStoreOptions { Path = database }, TimeProvider.System, NullLogger.Instance);
using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
var gate = new Lock();

await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => LoadAsync(writer))));

async Task LoadAsync(int writer)
{
    for (long sequence = (long)round << 32; ; sequence++)
    {
        var key = $"/load/{writer}/{sequence % KeysPerWriter}";
        var filling = new string((char)('a' + sequence % 26), (int)(sequence * 37 % 6000));
        await AcknowledgedAsync(Write.Put(key, Encoding.UTF8.GetBytes($"{key} {sequence}  {filling}"), $"{key} {sequence} ".Length), sequence);

        var beat = Write.Put($"/beat/{writer}", Encoding.UTF8.GetBytes($"/beat/{writer} {sequence}  "), $"/beat/{writer} {sequence} ".Length);
        await AcknowledgedAsync(beat with { Durability = Durability.Relaxed }, sequence);
        if (sequence % 500 == 0)
            await store.CompactAsync(store.CurrentRevision);
    }
}

async Task AcknowledgedAsync(Write write, long sequence)
{
    var result = await store.WriteAsync(write);
    lock (gate)
        output.WriteLine($"{write.Key} {sequence} {result.Revision}");
}
