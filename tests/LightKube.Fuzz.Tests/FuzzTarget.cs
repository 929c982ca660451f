namespace LightKube.Fuzz;

/// <summary>Something that takes bytes from strangers.</summary>
/// <param name="Name">Names the tests and the folder of failures.</param>
/// <param name="Seeds">Inputs to begin with; the same random numbers, the same inputs.</param>
/// <param name="Words">What has a meaning to the target, to be strewn in.</param>
/// <param name="Try">
/// Handles one input and returns what became of it in a word or two. Throws when the input is handled wrongly: that is a finding.
/// Whatever the target says to its caller about a bad input is caught here.
/// </param>
internal sealed record FuzzTarget(string Name, Func<Random, IEnumerable<byte[]>> Seeds, IReadOnlyList<string> Words, Func<byte[], string> Try)
{
    public override string ToString() => Name;
}
