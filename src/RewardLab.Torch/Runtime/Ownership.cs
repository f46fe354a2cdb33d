namespace RewardLab.Torch.Runtime;

/// <summary>Resources that are handed on while something is made of them.</summary>
internal static class Ownership
{
    /// <summary>Makes what owns a resource from then on; where that fails, the resource is disposed.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="make">Makes its owner, or fills it and gives it back.</param>
    public static TOwner Transfer<TResource, TOwner>(TResource resource, Func<TResource, TOwner> make)
        where TResource : IDisposable
    {
        try
        {
            return make(resource);
        }
        catch
        {
            resource.Dispose();
            throw;
        }
    }
}
