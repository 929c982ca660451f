using System.Runtime.CompilerServices;

namespace LightKube.Api.Apply;

/// <summary>
/// Unions of shared sets that were computed lately. Who changes the same field of many objects adds the same to the same set again and
/// again; the union that is found here has its JSON already.
/// </summary>
internal static class KnownUnions
{
    /// <summary>Unions remembered: as many sorts of writes as are likely to come at one time.</summary>
    private const int Places = 64;

    private static readonly Known?[] All = new Known?[Places];

    private sealed record Known(FieldSet Left, FieldSet Right, FieldSet Union);

    public static FieldSet Of(FieldSet left, FieldSet right)
    {
        ref var place = ref All[(uint)RuntimeHelpers.GetHashCode(left) % Places];
        if (Volatile.Read(ref place) is { } known && ReferenceEquals(known.Left, left) && known.Right.ContentEquals(right))
        {
            return known.Union;
        }

        var union = left.Union(right);
        Volatile.Write(ref place, new Known(left, right, union));
        return union;
    }
}
