using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training.Rewards;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.Preferences;

/// <summary>What training brings down.</summary>
/// <remarks>
/// Choices: the cross-entropy of the choice under Bradley and Terry's model, -log sigmoid of the preferred image's lead (Xu et al., NeurIPS 2023,
/// equation 1; Kirstain et al., NeurIPS 2023, equation 2: a softmax over two scores is the same), for a tie the mean of both directions.
/// Negatives: the cross-entropy of each preferred image finding its prompt among the batch's (an option of PickScore's training code). Choices alone
/// compare images of one prompt: nothing then keeps the scores of different prompts comparable, and that is what contrastive prompts rest on.
/// </remarks>
internal static class BradleyTerryLoss
{
    /// <summary>The mean loss of choices, a scalar.</summary>
    /// <param name="reward">The reward.</param>
    /// <param name="batch">The choices.</param>
    /// <param name="negativesWeight">Weight of the negatives; 0 for none.</param>
    public static Tensor Compute(ITrainableReward reward, PreferenceBatch batch, double negativesWeight)
    {
        var other = reward.Pairs(reward.Preprocessor.Preprocess(batch.Other, reward.Device), batch.Prompts); // [pairs]
        var pixels = reward.Preprocessor.Preprocess(batch.Preferred, reward.Device);
        if (negativesWeight == 0)
        {
            return Preferences(reward.Pairs(pixels, batch.Prompts) - other, batch.IsTie);
        }

        var grid = reward.ScoreMatrix(pixels, batch.Prompts); // [preferred, prompts]
        return Preferences(grid.diagonal() - other, batch.IsTie).AddScaled(Negatives(grid, batch.Prompts), negativesWeight);
    }

    /// <summary>The loss of choices, by leads of the preferred images [pairs].</summary>
    public static Tensor Preferences(Tensor leads, bool[] isTie)
    {
        var won = tensor([.. isTie.Select(tie => tie ? 0.5f : 1f)], [isTie.Length], ScalarType.Float32, leads.device);
        var lost = won.SubtractFrom(1);
        return (nn.functional.logsigmoid(leads) * won).Add(nn.functional.logsigmoid(leads.neg()) * lost).mean().neg();
    }

    /// <summary>The loss of one choice, as <see cref="Preferences"/> has it.</summary>
    public static double OfLead(double lead, bool isTie) => isTie ? (SoftPlus(lead) + SoftPlus(-lead)) / 2 : SoftPlus(-lead);

    /// <summary>Each image should find its prompt among the texts; where several choices have one prompt, they share the target.</summary>
    private static Tensor Negatives(Tensor grid, string[] prompts) =>
        (nn.functional.log_softmax(grid, 1) * EqualTexts.Targets(prompts, grid.device)).sum().Mul(-1.0 / prompts.Length);

    private static double SoftPlus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
