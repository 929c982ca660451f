using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Fuzz.Mutations;

/// <summary>Makes new inputs of old ones: of what is JSON mostly by its tree, of anything by its bytes.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> words)
{
    private readonly ByteMutator _bytes = new(random, words);
    private readonly TreeMutator _tree = new(random, words);

    /// <param name="input">What is changed.</param>
    /// <param name="other">What parts may be taken from.</param>
    public byte[] Mutate(byte[] input, byte[] other)
    {
        if (input is [(byte)'{' or (byte)'[', ..] && random.Next(4) > 0 && Parse(input) is { } tree)
        {
            var mutated = JsonDocumentWriter.ToBytes(_tree.Mutate(tree));
            if (mutated.Length <= FuzzLimits.MaxInput)
            {
                return mutated;
            }
        }

        return _bytes.Mutate(input, other);
    }

    private static Value? Parse(byte[] input)
    {
        try
        {
            return JsonDocumentReader.Read(input);
        }
        catch (DocumentFormatException)
        {
            return null;
        }
    }
}
