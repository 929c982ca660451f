using LightKube.Foundation.Files;
using LightKube.Store;
using LightKube.Store.Sealing;
using Microsoft.Extensions.Logging;

namespace LightKube.Server.Encryption;

/// <summary>
/// What the store encrypts, and with which keys. Unless the administrator brings a configuration of his own, the keys stand in a file of the data directory
/// that only its owner may read, and can be exchanged while the server runs.
/// </summary>
internal sealed partial class SecretsEncryption
{
    private readonly SemaphoreSlim _rotating = new(1);
    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ValueSeal _seal;
    private string _stage = "";

    private SecretsEncryption(string? path, ValueSeal seal, TimeProvider time, ILogger logger) =>
        (_path, _seal, _time, _logger) = (path, seal, time, logger);

    internal IValueSeal Seal => _seal;

    /// <summary>Reads the keys, or makes one.</summary>
    /// <param name="path">The file of our own.</param>
    /// <param name="enabled">Whether Secrets are encrypted from now on; what is encrypted is read in any case.</param>
    /// <param name="foreign">The administrator's own file; empty for none.</param>
    /// <param name="time">For the keys' names.</param>
    /// <param name="logger">Hears about rotations.</param>
    /// <exception cref="DataDirectoryException">A file cannot be understood; the message says why.</exception>
    internal static SecretsEncryption Open(string path, bool enabled, string foreign, TimeProvider time, ILogger logger)
    {
        if (foreign.Length > 0)
            return new SecretsEncryption(null, new ValueSeal(Read(foreign)), time, logger);
        var keys = File.Exists(path) ? ReadKeys(path) : [EncryptionKey.Create(time)];
        if (enabled || File.Exists(path))
            AtomicFile.Write(path, EncryptionConfiguration.Write(keys, enabled), AtomicFile.Secret);
        return new SecretsEncryption(path, new ValueSeal(RulesOf(keys, enabled)), time, logger);
    }

    /// <summary>For people: whether, and with which keys.</summary>
    internal string Status()
    {
        if (_path is null)
            return "Encryption: by the file of --encryption-provider-config\n";
        var yaml = File.Exists(_path) ? File.ReadAllText(_path) : "";
        var enabled = yaml.Length > 0 && EncryptionConfiguration.Parse(yaml)[0].Ciphers[0] is not PlainCipher;
        var names = yaml.Length > 0 ? EncryptionConfiguration.KeysOf(yaml).Select(key => key.Name) : [];
        return $"Encryption: {(enabled ? "enabled" : "disabled")}\nKeys, newest first: {string.Join(", ", names)}\nRotation: {(_stage.Length > 0 ? _stage : "none under way")}\n";
    }

    /// <summary>Makes a new key, encrypts everything with it, and forgets the old ones. Nobody who reads or writes notices.</summary>
    /// <exception cref="InvalidOperationException">The keys are not ours to exchange.</exception>
    internal async Task RotateAsync(KeyValueStore store, CancellationToken cancel)
    {
        if (_path is null || !File.Exists(_path) || EncryptionConfiguration.Parse(await File.ReadAllTextAsync(_path, cancel))[0].Ciphers[0] is PlainCipher)
            throw new InvalidOperationException("the keys can be rotated only while the server encrypts Secrets with keys of its own");
        await _rotating.WaitAsync(cancel);
        try
        {
            var old = ReadKeys(_path);
            var fresh = EncryptionKey.Create(_time);

            // The old keys go when nothing is left that needs them; whatever ends the server in between finds all it needs in the file.
            _stage = $"encrypting with {fresh.Name}";
            Use([fresh, .. old]);
            await store.ResealAsync(cancel);
            Use([fresh]);
            LogRotated(_logger, fresh.Name);
        }
        finally
        {
            _stage = "";
            _rotating.Release();
        }
    }

    private void Use(IReadOnlyList<EncryptionKey> keys)
    {
        AtomicFile.Write(_path!, EncryptionConfiguration.Write(keys, encrypt: true), AtomicFile.Secret);
        _seal.Exchange(RulesOf(keys, enabled: true));
    }

    private static IReadOnlyList<SealRule> RulesOf(IReadOnlyList<EncryptionKey> keys, bool enabled) => EncryptionConfiguration.Parse(EncryptionConfiguration.Write(keys, enabled));

    private static IReadOnlyList<EncryptionKey> ReadKeys(string path)
    {
        _ = Read(path);
        return EncryptionConfiguration.KeysOf(File.ReadAllText(path));
    }

    private static IReadOnlyList<SealRule> Read(string path)
    {
        try
        {
            return EncryptionConfiguration.Parse(File.ReadAllText(path));
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"The encryption configuration {path} cannot be used: {error.Message}", error);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Secrets are encrypted with the key {Name} now; the keys before it are gone")]
    private static partial void LogRotated(ILogger logger, string name);
}
