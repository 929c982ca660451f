using LightKube.Store;

namespace LightKube.ApiServer.Watching;

/// <summary>One change of one object.</summary>
/// <param name="Type">What happened in the store; a watcher with a selector may see something else.</param>
/// <param name="Current">The new state; of a deletion the last one, with the deletion's revision.</param>
/// <param name="Previous">The state before, null for a creation.</param>
public sealed record CacheEvent(StoreEventType Type, CacheEntry Current, CacheEntry? Previous)
{
    public long Revision => Current.Revision;
}
