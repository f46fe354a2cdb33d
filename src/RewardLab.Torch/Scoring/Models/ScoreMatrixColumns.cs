using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>Puts a group of texts' scores where they belong in the grid.</summary>
internal static class ScoreMatrixColumns
{
    /// <param name="values">float32, [images, group].</param>
    /// <param name="columns">The place of each of the group's texts.</param>
    /// <param name="grid">[images, texts], row by row.</param>
    /// <param name="columnCount">Texts of the grid.</param>
    public static void Put(Tensor values, int[] columns, float[] grid, int columnCount)
    {
        var scores = values.cpu().contiguous().data<float>().ToArray();
        for (var i = 0; i < scores.Length; i++)
        {
            grid[(i / columns.Length * columnCount) + columns[i % columns.Length]] = scores[i];
        }
    }
}
