namespace LightKube.Store.Sealing;

/// <summary>How some resources are sealed.</summary>
/// <param name="Resources"><c>secrets</c>, <c>deployments.apps</c>, <c>*.apps</c>, <c>*.</c> for the core group, <c>*.*</c> for all.</param>
/// <param name="Ciphers">The first one writes, all of them read.</param>
public sealed record SealRule(IReadOnlyList<string> Resources, IReadOnlyList<IValueCipher> Ciphers)
{
    /// <summary>True for the group resource of a store's key, such as <c>secrets</c>.</summary>
    public bool Covers(ReadOnlySpan<char> groupResource)
    {
        for (var i = 0; i < Resources.Count; i++)
        {
            var covered = Resources[i].AsSpan();
            if (covered is "*.*"
                || (covered is "*." && !groupResource.Contains('.'))
                || (covered.StartsWith("*.") && covered.Length > 2 && groupResource.EndsWith(covered[1..]))
                || groupResource.SequenceEqual(covered))
            {
                return true;
            }
        }

        return false;
    }
}
