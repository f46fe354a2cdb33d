namespace RewardLab.Torch.Weights.Pickles;

/// <summary>Bytes of a checkpoint's storages. Thread-safe.</summary>
internal interface IStorageReader : IDisposable
{
    /// <summary>Bytes that are there of a storage, or null when there is none of that name.</summary>
    long? ByteCountOf(string key);

    /// <summary>Copies bytes of a storage.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="offset">The first byte wanted.</param>
    /// <param name="destination">Filled whole.</param>
    void Read(string key, long offset, Span<byte> destination);
}
