using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission;

/// <summary>
/// Sees to it that webhooks and policies which have judged an object get to see what came out of it: once one of them has changed the object, all
/// plug-ins run a second time, and of webhooks and policies those that want to be asked again.
/// </summary>
public sealed class Reinvocation
{
    /// <summary>The second round is wanted.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>This is the second round.</summary>
    public bool IsSecondRound { get; private set; }

    /// <summary>What the plug-in that calls webhooks remembers.</summary>
    internal Recalls Webhooks { get; } = new();

    /// <summary>What the plug-in that goes by policies remembers.</summary>
    internal Recalls Policies { get; } = new();

    public void BeginSecondRound() => IsSecondRound = true;

    /// <summary>One of them has changed the object: whoever was asked before by the same plug-in is asked again.</summary>
    internal void NoteChanged(Recalls recalls)
    {
        IsWanted = true;
        recalls.RequireAll();
    }

    /// <summary>Whom one plug-in has asked in the course of a request, and whom it is to ask again.</summary>
    internal sealed class Recalls
    {
        private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
        private readonly HashSet<string> _again = new(StringComparer.Ordinal);
        private DocMap? _left;

        /// <summary>The plug-in's turn begins: when others have changed the object since its last one, all that were asked are asked again.</summary>
        public void Begin(Document? now)
        {
            if (_left is not null && now is not null && !_left.ContentEquals(now.Root))
            {
                RequireAll();
            }
        }

        /// <summary>The plug-in's turn is over, and leaves the object so.</summary>
        public void End(Document? now) => _left = _asked.Count + _again.Count > 0 ? now?.Root.DeepClone() : null;

        /// <summary>One that wants to be asked again has been asked.</summary>
        public void NoteAsked(string id) => _asked.Add(id);

        public void RequireAll()
        {
            _again.UnionWith(_asked);
            _asked.Clear();
        }

        /// <summary>In the second round, whether that one is asked.</summary>
        public bool IsRequired(string id) => _again.Contains(id);
    }
}
