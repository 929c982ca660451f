namespace LightKube.ApiServer.FlowControl;

/// <summary>The numbers that tell flows apart, and the queues that a flow may use.</summary>
internal static class FlowHash
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>One number for a flow: the requests of one schema with one distinguisher (FNV-1a).</summary>
    public static ulong Of(string schema, string distinguisher)
    {
        var hash = Add(Offset, schema);
        return Add((hash ^ 0xFF) * Prime, distinguisher);
    }

    /// <summary>
    /// Deals the flow a hand of different queues, each as likely as any other: two flows seldom share all of theirs, so that a flow that
    /// fills its queues leaves the others one at least.
    /// </summary>
    /// <param name="hash">The flow.</param>
    /// <param name="queues">How many there are.</param>
    /// <param name="hand">Takes the queues' numbers; at most as many as there are queues.</param>
    public static void Deal(ulong hash, int queues, Span<int> hand)
    {
        for (var i = 0; i < hand.Length; i++)
        {
            var left = (ulong)(queues - i);
            var card = (int)(hash % left);
            hash /= left;

            // The card's number counts only those that have not been dealt; those stand in the hand, sorted.
            var at = 0;
            while (at < i && hand[at] <= card)
            {
                card++;
                at++;
            }

            hand[at..i].CopyTo(hand[(at + 1)..]);
            hand[at] = card;
        }
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (var character in text)
        {
            hash = (hash ^ character) * Prime;
        }

        return hash;
    }
}
