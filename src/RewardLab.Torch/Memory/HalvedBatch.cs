using RewardLab.Abstractions;

namespace RewardLab.Torch.Memory;

/// <summary>Work in batches whose size is halved for as long as memory does not suffice.</summary>
public static class HalvedBatch
{
    /// <summary>Works; what was done of a batch before memory ran out is done again.</summary>
    /// <param name="size">The size to begin with.</param>
    /// <param name="work">The work, at a size.</param>
    /// <param name="halved">Told each smaller size before it is tried.</param>
    /// <param name="tooLarge">What does not fit where one item is too many, such as "There is not enough memory for one image".</param>
    /// <param name="advice">What the user can do about it.</param>
    /// <returns>What the work gives.</returns>
    /// <exception cref="RewardLabException">Memory does not suffice for a single item.</exception>
    public static T Run<T>(int size, Func<int, T> work, Action<int> halved, string tooLarge, string advice)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(halved);
        while (true)
        {
            try
            {
                return work(size);
            }
            catch (Exception exception) when (OutOfMemory.Is(exception))
            {
                if (size <= 1)
                {
                    throw new RewardLabException($"{tooLarge}: {exception.Message.ReplaceLineEndings(" ")}; {advice}.", exception);
                }

                size /= 2;
                halved(size);
            }
        }
    }
}
