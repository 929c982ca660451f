namespace LightKube.Store.Writing;

/// <summary>What is checked before a write is queued.</summary>
internal static class WriteRules
{
    public static void ThrowIfInvalid(in Write write)
    {
        StoreKey.ThrowIfInvalid(write.Key);
        ArgumentOutOfRangeException.ThrowIfLessThan(write.ExpectedRevision, Write.Any);
        ArgumentOutOfRangeException.ThrowIfLessThan(write.RevisionOffset, Write.NoRevision);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(write.RevisionOffset, write.Value.Length);
        if (write is { Operation: WriteOperation.Delete, ExpectedRevision: Write.Absent })
            throw new ArgumentException($"A deletion of '{write.Key}' cannot expect the key to be absent.", nameof(write));
        if (write.Value.Length > StoreLimits.MaxValueBytes)
        {
            throw new StoreException(
                StoreError.TooLarge,
                $"The value of '{write.Key}' has {write.Value.Length} bytes, at most {StoreLimits.MaxValueBytes} are allowed.");
        }
    }
}
